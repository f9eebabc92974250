"""The copies that a record states, in whichever fields the member's system writes them."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any

from lienthu.lib.marc.canonical import canonical_fields
from lienthu.lib.marc.extract import ENDS, Grouped, grouped
from lienthu.lib.marc.facts import CopyFacts
from lienthu.lib.marc.record import Record

STATUSES = ("available", "on_loan", "lost", "withdrawn", "in_process", "damaged")
MOST_COPIES = 5000  # of one cell or subfield; more than this is a slip of the pen, not a set of copies
_ELEMENTS = ("barcode", "call_number", "place", "accession_number", "note")


@dataclass(frozen=True)
class CopyMapping:
    """Where a member's records say what of a copy. One field is one copy, unless its numbers are a list or a range.

    Each element names the subfields that it is read from ("hi": $h and $i, joined by a space in the record's own
    order); "" reads nothing. `values` turns the text of the `status` subfields into a status; `flags` gives a status
    to a subfield that is filled in with something other than 0.
    """

    name: str
    tag: str
    barcode: str = ""
    call_number: str = ""
    place: str = ""
    accession_number: str = ""
    status: str = ""
    note: str = ""
    values: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    ranges: bool = False  # an accession number such as "1001-5" stands for five copies
    needs: str = ""  # at least one of these subfields must be there for the field to be a copy at all

    def __post_init__(self) -> None:
        if len(self.tag) != 3:
            raise ValueError(f"A copy field's tag has three characters; {self.tag!r} has not.")
        codes = "".join(getattr(self, element) for element in _ELEMENTS)
        if len(set(codes)) < len(codes):
            raise ValueError(
                f"In the copy mapping {self.name!r} one subfield is given to two elements; give it to one."
            )
        wrong = sorted({*self.values.values(), *self.flags.values()} - set(STATUSES))
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no status of a copy; choose from {', '.join(STATUSES)}.")

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """The subfields that are needed, as they begin in a field."""
        return tuple("\x1f" + code for code in self.needs)

    @cached_property
    def slots(self) -> dict[str, int]:
        """Subfield code → place of its element in _ELEMENTS."""
        return {code: at for at, element in enumerate(_ELEMENTS) for code in getattr(self, element)}

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "CopyMapping":
        """Raises ValueError with one sentence for a dict that is no mapping."""
        known = {item.name for item in fields(cls)}
        if stray := sorted(set(data) - known):
            raise ValueError(f"A copy mapping has no {stray[0]!r}; it has {', '.join(sorted(known))}.")
        try:
            return cls(**data)
        except TypeError as problem:
            raise ValueError("A copy mapping needs at least a name and a tag.") from problem


_IN_WORDS = {
    "available": "available", "on shelf": "available", "on_shelf": "available", "-": "available", "": "available",
    "on loan": "on_loan", "checked out": "on_loan", "đang mượn": "on_loan", "cho mượn": "on_loan",
    "lost": "lost", "missing": "lost", "mất": "lost", "withdrawn": "withdrawn", "discard": "withdrawn",
    "thanh lý": "withdrawn", "thanh lọc": "withdrawn", "in process": "in_process", "on order": "in_process",
    "đang xử lý": "in_process", "sẵn sàng": "available", "m": "lost", "w": "withdrawn", "p": "in_process",
}  # fmt: skip

# Koha's 952 $7: below 0 it is ordered or being processed and can be held; from 1 on it is not lent, for a reason of the
# library's own.
_NOT_YET = {str(number): "in_process" for number in range(-9, 0)}

# The most specific first: a record that has several of these fields is read by the first that fits.
KNOWN = (
    CopyMapping("Koha 952", "952", "p", "o", "abc", "i", "7", "z", _NOT_YET,
                flags={"1": "lost", "0": "withdrawn", "q": "on_loan", "4": "damaged"}, needs="piyot"),
    CopyMapping("Koha UNIMARC 995", "995", "f", "k", "bce", "j", "", "u", needs="fkj"),
    CopyMapping("UNIMARC 996", "996", "s", "a", "c", "", "", "", needs="sa"),
    CopyMapping("Sierra 945", "945", "i", "abc", "l", "", "s", "n", _IN_WORDS, needs="i"),
    CopyMapping("Libol, iLib, Symphony 949", "949", "i", "a", "ml", "j", "s", "n", _IN_WORDS, needs="ij"),
    CopyMapping("Symphony 999", "999", "i", "a", "ml", "", "", "o", needs="i"),
    CopyMapping("MARC 876", "876", "p", "h", "lb", "a", "j", "z", _IN_WORDS, needs="pa"),
    CopyMapping("MARC 877", "877", "p", "h", "lb", "a", "j", "z", _IN_WORDS, needs="pa"),
    CopyMapping("MARC 878", "878", "p", "h", "lb", "a", "j", "z", _IN_WORDS, needs="pa"),
    CopyMapping("MARC 852, Evergreen", "852", "p", "khijm", "bc", "", "", "z", needs="pjh"),
    CopyMapping("Libol 852", "852", "", "", "bc", "j", "", "z", ranges=True, needs="j"),
)  # fmt: skip
_BY_NAME = {mapping.name: mapping for mapping in KNOWN}
_IN_ORDER = tuple((mapping.tag, mapping) for mapping in KNOWN)
_ENDS = (ENDS,) * len(_ELEMENTS)
_NAMES_A_COPY = ("\x1fp", "\x1fh", "\x1fi")
_COUNTED = re.compile(r"^\(\d+\)\s*:\s*")  # "(5): 100123-7", as Libol and iLib list accession numbers
_RANGE = re.compile(r"^(.*?)(\d+)\s*(?:-|–|—|->|đến)\s*(.*?)(\d+)$")


def copies_of(record: Record, mapping: CopyMapping | None = None) -> tuple[CopyFacts, ...]:
    """The record's copies by this mapping, or by the first known layout that fits."""
    return copies_from(grouped(canonical_fields(record)), mapping)


def copies_from(by: Grouped, mapping: CopyMapping | None) -> tuple[CopyFacts, ...]:
    """As `copies_of`, of canonical fields grouped by tag."""
    if mapping is None:
        mapping = _layout(by)
    return _read(by[mapping.tag], mapping) if mapping and mapping.tag in by else ()


def detect_layout(records: Iterable[Record]) -> CopyMapping | None:
    """The known layout that most of these records follow, or None."""
    votes: dict[str, int] = {}
    for record in records:
        if layout := _layout(grouped(canonical_fields(record))):
            votes[layout.name] = votes.get(layout.name, 0) + 1
    return _BY_NAME[max(votes, key=lambda name: votes[name])] if votes else None


def _layout(by: Grouped) -> CopyMapping | None:
    for tag, mapping in _IN_ORDER:
        if tag in by:
            if tag == "852":
                return _layout_852(by["852"])
            if any(_has(content, mapping.marks) for content in by[tag]):
                return mapping
    return None


def _layout_852(contents: list[str]) -> CopyMapping | None:
    """852 $j is a shelving control number; Libol and iLib write accession numbers there, counted or in ranges."""
    for content in contents:
        if "\x1fj" in content and not _has(content, _NAMES_A_COPY):
            return _BY_NAME["Libol 852"]
    evergreen = _BY_NAME["MARC 852, Evergreen"]
    return evergreen if any(_has(content, evergreen.marks) for content in contents) else None


def _has(content: str, marks: tuple[str, ...]) -> bool:
    for mark in marks:  # noqa: SIM110 - a generator costs more than all the rest
        if mark in content:
            return True
    return False


def _read(contents: Iterable[str], mapping: CopyMapping) -> tuple[CopyFacts, ...]:
    found: list[CopyFacts] = []
    slots, marks = mapping.slots, mapping.marks
    says_status = bool(mapping.flags or mapping.status)
    for content in contents:
        if marks and not _has(content, marks):
            continue
        texts = ["", "", "", "", ""]
        for part in content.split("\x1f")[1:]:
            code = part[0]
            if code in slots:
                at = slots[code]
                texts[at] = f"{texts[at]} {part[1:]}" if texts[at] else part[1:]
        barcode, call_number, place, number, note = map(str.rstrip, map(str.strip, texts), _ENDS)
        if not (barcode or call_number or place or number):
            continue
        status = _status(content, mapping) if says_status else "available"
        numbers = expand(number) if mapping.ranges and number else [number]
        if len(numbers) > 1:
            found += [CopyFacts("", call_number, place, each, status, note) for each in numbers]
        else:
            stated = (barcode, call_number, place, "".join(numbers), status, note)
            found.append(tuple.__new__(CopyFacts, stated))  # past the constructor, which costs as much again
    return tuple(found[:MOST_COPIES])


def _status(content: str, mapping: CopyMapping) -> str:
    values = {part[0]: part[1:].strip() for part in content.split("\x1f")[1:]}
    for code, status in mapping.flags.items():
        if values.get(code) not in (None, "", "0"):
            return status
    for code in mapping.status:
        text = values.get(code)
        if text and (said := mapping.values.get(text) or mapping.values.get(text.lower())):
            return said
    return "available"


def expand(text: str) -> list[str]:
    """The accession numbers in a text such as "VL.001-VL.003; VL.010" or "(3): 1001-3", in order."""
    text = _COUNTED.sub("", text.strip())
    found: list[str] = []
    for item in re.split(r"[;,|\n]\s*", text):
        found += _expand_range(item.strip())
        if len(found) > MOST_COPIES:
            return found[:MOST_COPIES]
    return found


def _expand_range(item: str) -> list[str]:
    matched = _RANGE.match(item)
    if not matched:
        return [item] if item else []
    prefix, first, prefix_again, last = matched.groups()
    if prefix_again not in ("", prefix) or (prefix_again and len(last) != len(first)):
        return [item]
    if len(last) < len(first):
        if prefix_again:
            return [item]
        last = first[: len(first) - len(last)] + last  # "100123-7": the end says only what differs
    if len(last) != len(first) or not 0 < int(last) - int(first) < MOST_COPIES:
        return [item]
    return [f"{prefix}{number:0{len(first)}}" for number in range(int(first), int(last) + 1)]
