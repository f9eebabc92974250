"""What the form view shows of a record, and what it makes of what was typed. Whatever it does not show stays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise

from lienthu.cataloguing.rules.punctuation import bare, punctuated
from lienthu.lib.marc import coded, headings
from lienthu.lib.marc.record import Record, subfields
from lienthu.lib.marc.schema import marc21
from lienthu.lib.marc.written import content_of, with_added, with_field, with_subfields

Text = str | Promise
_SEEN_TO = frozenset(("001", "003", "005", "008", "040"))  # numbers and dates that need nobody, and the coded field


@dataclass(frozen=True)
class Box:
    """One input: a subfield, under a plain name."""

    code: str
    label: Text
    help: Text = ""
    area: bool = False
    wide: bool = True
    inputmode: str = ""


@dataclass(frozen=True)
class Group:
    """The inputs of one field. It shows fields of any of its `tags`; a new one gets the first."""

    key: str
    label: Text
    tags: tuple[str, ...]
    boxes: tuple[Box, ...]
    indicators: str = "  "
    repeatable: bool = False
    takes: Callable[[str], bool] = field(default=lambda _content: True)  # whether it shows a field of its tags


@dataclass(frozen=True)
class Section:
    """Groups under a heading; `folded` sections are opened by those who need them."""

    label: Text
    groups: tuple[Group, ...]
    folded: bool = False


@dataclass(frozen=True)
class Worksheet:
    """The form for one kind of thing; `coded` are positions worth a place beside the words ("008_35-37")."""

    key: str
    label: Text
    description: Text
    icon: str
    type: str  # leader/06-07 of a new record
    sections: tuple[Section, ...]
    coded: tuple[str, ...] = ()
    begins: Mapping[str, str] = field(default_factory=dict)  # positions of a new record

    def groups(self) -> list[Group]:
        return [group for section in self.sections for group in section.groups]


@dataclass(frozen=True)
class Entry:
    """A group as it stands for one field: where it is (-1: not yet there), and the value of each box."""

    at: int
    tag: str
    values: tuple[str, ...]
    rest: tuple[tuple[str, str], ...] = ()  # subfields that the form has no box for; they stay


@dataclass(frozen=True)
class Typed:
    """An entry as it came back: its values by box, or gone altogether.

    `whole` is a heading that was picked for it, as one writes a field (`$aHồ Chí Minh,$d1890-1969$0(LT)12`): it brings
    subfields that the form has no box for.
    """

    group: str
    at: int
    values: tuple[str, ...]
    gone: bool = False
    whole: str = ""


def new_record(sheet: Worksheet, *, agency: str, on: date) -> Record:
    """What a record of this kind begins as; `agency` is the code of the library that makes it."""
    leader = coded.NEW_LEADER[:6] + sheet.type + coded.NEW_LEADER[8:]
    fields = [("008", coded.new_general(leader, on)), ("040", f"  \x1fa{agency}\x1fbvie")]
    return coded.with_positions(Record(leader, fields), sheet.begins, on)


def entries(sheet: Worksheet, record: Record) -> dict[str, list[Entry]]:
    """For each group by key, the fields that it shows, in order; an empty entry where there is none."""
    found: dict[str, list[Entry]] = {}
    taken: set[int] = set()
    for group in sheet.groups():
        shown: list[Entry] = []
        for at, (tag, content) in enumerate(record.fields):
            if at not in taken and tag in group.tags and group.takes(content):
                if shown and not group.repeatable:
                    break
                taken.add(at)
                shown.append(_entry(group, at, tag, content))
        found[group.key] = shown or [Entry(-1, group.tags[0], ("",) * len(group.boxes))]
    return found


def unseen(sheet: Worksheet, record: Record) -> list[int]:
    """The places of the fields that the form does not show: only the grid does, and somebody may look for them."""
    shown = {entry.at for of_group in entries(sheet, record).values() for entry in of_group}
    return [at for at, (tag, _content) in enumerate(record.fields) if at not in shown and tag not in _SEEN_TO]


def _entry(group: Group, at: int, tag: str, content: str) -> Entry:
    parts = subfields(content)
    values: list[str] = []
    used: set[int] = set()
    for box in group.boxes:
        place = next((place for place, (code, _text) in enumerate(parts) if code == box.code), None)
        values.append("" if place is None else bare(tag, parts[place][1]))
        used.update(() if place is None else (place,))
    rest = tuple(part for place, part in enumerate(parts) if place not in used)
    return Entry(at, tag, tuple(values), rest)


def applied(sheet: Worksheet, record: Record, typed: Sequence[Typed]) -> Record:
    """The record after what was typed. A field of which nothing was changed stays exactly as it is."""
    groups = {group.key: group for group in sheet.groups()}
    changed = record
    gone: set[int] = set()
    new: list[tuple[str, str]] = []
    for entry in typed:
        group = groups.get(entry.group)
        if group is None or entry.at >= len(record.fields):
            continue
        if entry.at < 0:
            blank, parts = _picked(group.tags[0], group.indicators, [], entry.whole)
            if content := _written(group, group.tags[0], blank, parts, entry.values, record.leader):
                new.append((group.tags[0], content))
            continue
        tag, content = record.fields[entry.at]
        if tag not in group.tags:
            continue
        if entry.gone:
            gone.add(entry.at)
        elif entry.whole or not all(map(_same, entry.values, _entry(group, entry.at, tag, content).values)):
            indicators, parts = _picked(tag, content[:2], subfields(content), entry.whole)
            written = _written(group, tag, indicators, parts, entry.values, record.leader)
            if written:
                changed = with_field(changed, entry.at, tag, written)
            else:
                gone.add(entry.at)
    changed = Record(changed.leader, [each for at, each in enumerate(changed.fields) if at not in gone])
    for tag, content in new:
        changed = with_added(changed, tag, content)
    return changed if changed == record else _seen_to(record, changed)


def _picked(tag: str, indicators: str, parts: list[tuple[str, str]], whole: str) -> tuple[str, list[tuple[str, str]]]:
    """Indicators and subfields with the picked heading in the place of what was one; as they are where none was."""
    found = headings.forms_in(tag, content_of(tag, "", whole)) if whole else []
    if not found:
        return indicators, parts
    kind, form = found[0]
    codes = headings.codes_of(tag, kind)
    kept = [part for part in parts if part[0] not in codes and part[0] not in "01"]
    link = [part for part in subfields(content_of(tag, "", whole)) if part[0] == "0"][:1]
    return headings.indicators_for(tag, indicators, form), [*headings.written(kind, form), *kept, *link]


def _same(one: str, other: str) -> bool:
    """Browsers fold white space, and people do not see it: that is no change."""
    return one.split() == other.split()


def _written(
    group: Group, tag: str, indicators: str, parts: list[tuple[str, str]], values: tuple[str, ...], leader: str
) -> str:
    """The field's content with these values in the place of the first subfield of each box; "" when nothing is left."""
    order = list((marc21()[tag].subfields or {}) if tag in marc21() else {})
    now = list(parts)
    for box, value in zip(group.boxes, values, strict=True):
        text = " ".join(value.split())
        place = next((at for at, (code, _text) in enumerate(now) if code == box.code), None)
        if place is not None and _same(bare(tag, now[place][1]), text):
            continue
        if place is not None:
            now[place : place + 1] = [(box.code, text)] if text else []
        elif text:
            codes = [each.code for each in group.boxes]
            earlier = set(codes[: codes.index(box.code)]) or set(order[: _rank(order, box.code)])
            behind = max((at for at, (code, _text) in enumerate(now, 1) if code in earlier), default=0)
            now.insert(behind, (box.code, text))
    return with_subfields(indicators, punctuated(tag, now, parts, leader)) if now else ""


def _rank(order: list[str], code: str) -> int:
    return order.index(code) if code in order else len(order)


def _seen_to(before: Record, record: Record) -> Record:
    """What follows from words that were typed: the year in 008, the title's indicator for a main entry."""
    fields = list(record.fields)
    was, year = coded.stated_year(before), coded.stated_year(record)
    entered = any(tag[:1] == "1" for tag, _content in fields)
    for at, (tag, content) in enumerate(fields):
        if tag == coded.GENERAL and year and year != was and content[7:11].strip(" u|") in ("", was):
            fields[at] = (tag, f"{content[:6]}{_dated(content)}{year}{content[11:]}")
        if tag == "245" and content[:1] in ("0", "1", " "):
            fields[at] = (tag, ("1" if entered else "0") + content[1:])
    return Record(record.leader, fields)


def _dated(general: str) -> str:
    """008/06 once a year is known: what it was, unless that said that there is none."""
    return "s" if general[6:7] in ("n", "|", " ", "") else general[6]
