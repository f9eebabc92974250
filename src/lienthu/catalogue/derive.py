"""How a title is derived from its source records. These are all the rules; nothing else decides what is shown.

1.  The *leading record* is the one that says most: a title written with its Vietnamese marks before one without
    (old systems lost them), then more elements filled, then the older record, so that the choice is stable.
2.  Title, remainder and parts come from the leading record together: they are one statement. Where the records name
    different volumes, the title names none.
3.  Every other element that has one value (edition, place, publisher, year, extent, responsibility, summary …)
    comes from the leading record, or, where that is silent, from the next record that states it, in the same order.
4.  Authors come from the first record, in that order, that names any: lists are never mixed, for one person
    written in two ways would then stand there twice.
5.  Identifiers, languages, series, classes, links and subjects are gathered from all records, each once; two
    subjects that differ only by case, marks or punctuation are one.
6.  A withdrawn record says nothing, unless all are withdrawn.
7.  A name, subject or series that leads to another heading is shown in that heading's form (`PreferredForm`), before
    any of this; the record and its facts stay as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import orjson

from lienthu.catalogue.shown import Shown
from lienthu.lib.marc.facts import Facts
from lienthu.lib.matching import volume_key
from lienthu.lib.vietnamese import fold, fold_repeated, has_marks, marked_repeated

FORM_LENGTH = 200  # characters by which a form is found
SUBJECTS = 24  # enough for any page; some members' records carry hundreds


Forms = Mapping[str, Mapping[str, str]]  # element → as it is written (marked) → as it is shown


class Member(NamedTuple):
    """One source record of a title, as much of it as the derivation needs."""

    record: int
    facts: Facts
    withdrawn: bool = False


def facts_from_json(text: str | bytes) -> Facts:
    """Facts as SourceRecord.facts stores them: a JSON array in the order of the fields."""
    values = orjson.loads(text)
    return Facts._make([tuple(value) if type(value) is list else value for value in values])


def with_parts(facts: Facts) -> str:
    """The record's title with its volume, as lists of copies name it."""
    return ". ".join((facts.title, *facts.parts))


def in_forms(facts: Facts, forms: Forms) -> Facts:
    """The facts with names, subjects and series in the forms that are shown (rule 7)."""
    changed: dict[str, Any] = {}
    for element, apart in _PARTS:
        shown_for = forms.get(element)
        values: tuple[str, ...] = getattr(facts, element)
        if shown_for and values:
            told = tuple(dict.fromkeys(_told(value, apart, shown_for) for value in values))
            if told != values:
                changed[element] = told
    return facts._replace(**changed) if changed else facts


# Elements that have forms, and what stands between the form and what follows it: subdivisions, a number.
_PARTS = (("authors", ""), ("subjects", " – "), ("series", " ; "))


def _told(value: str, apart: str, shown_for: Mapping[str, str]) -> str:
    main, mark, rest = value.partition(apart) if apart else (value, "", "")
    if mark and (whole := shown_for.get(marked_repeated(value)[:FORM_LENGTH])):
        return whole  # a subject that is led elsewhere with its subdivisions
    form = shown_for.get(marked_repeated(main)[:FORM_LENGTH])
    return f"{form}{mark}{rest}" if form else value


def facts_to_json(facts: Facts) -> str:
    """The inverse of `facts_from_json`."""
    return orjson.dumps(tuple(facts)).decode()


def leading_first(members: Iterable[Member]) -> list[Member]:
    """The members in the order in which they are heard (rules 1 and 6)."""
    everyone = list(members)
    heard = [member for member in everyone if not member.withdrawn] or everyone
    if len(heard) == 1:
        return heard
    return sorted(heard, key=_precedence)


def _precedence(member: Member) -> tuple[int, int, int]:
    facts = member.facts
    marked = has_marks(facts.title) or "vie" not in facts.languages
    filled = sum(map(bool, facts))
    return (0 if marked else 1, -filled, member.record)


def shown(title: int, members: Sequence[Member]) -> Shown:
    """What the title shows. `members` must not be empty; their order does not matter."""
    ordered = leading_first(members)
    every = [member.facts for member in ordered]
    lead = every[0]
    main, _, rest = lead.title.partition(" : ")
    stated: dict[str, tuple[Any, ...]] = dict(zip(Facts._fields, zip(*every, strict=True), strict=True))

    def first(element: str) -> str:
        found: str = next(filter(None, stated[element]), "")
        return found

    def gathered(element: str) -> tuple[str, ...]:
        values = stated[element]
        if len(values) == 1:
            own: tuple[str, ...] = values[0]
            return own
        return tuple(dict.fromkeys(chain.from_iterable(values)))

    def gathered_once(element: str) -> tuple[str, ...]:
        return distinct(gathered(element))

    return Shown(
        id=title,
        kind=first("kind"),
        carrier=first("carrier"),
        title=main,
        rest=rest,
        parts=_parts_shown(lead.parts, stated["parts"]),
        responsibility=first("responsibility"),
        authors=next(filter(None, stated["authors"]), ()),
        edition=first("edition"),
        place=first("place"),
        publisher=first("publisher"),
        year=next((facts.year for facts in every if facts.year is not None), None),
        extent=first("extent"),
        languages=gathered("languages"),
        isbns=gathered("isbns"),
        issns=gathered("issns"),
        numbers=gathered("numbers"),
        subjects=gathered_once("subjects")[:SUBJECTS],
        series=gathered_once("series"),
        ddc=gathered("ddc"),
        uniform_title=first("uniform_title"),
        summary=first("summary"),
        links=gathered("links"),
        other_titles=_other_titles(lead, every),
    )


def _parts_shown(lead: tuple[str, ...], stated: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    if len(set(stated)) < 2:
        return lead
    return lead if len({volume_key(". ".join(parts)) for parts in stated if parts}) < 2 else ()


def distinct(values: Sequence[str]) -> tuple[str, ...]:
    """The values without those that an earlier one says but for case, marks or punctuation (rule 5)."""
    if len(values) < 2:
        return tuple(values)
    seen: dict[str, str] = {}
    for value in values:
        seen.setdefault(fold_repeated(value), value)
    return tuple(seen.values())


def _other_titles(lead: Facts, every: list[Facts]) -> tuple[str, ...]:
    others = [facts.title for facts in every[1:] if facts.title != lead.title]
    if not others:
        return ()
    seen = {fold(title): title for title in others}
    seen.pop(fold(lead.title), None)
    return tuple(seen.values())
