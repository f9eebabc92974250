"""What MARC 21 says of each field, as data: labels in two languages, repeatability, indicators, subfields, positions.

The data is marc21.json beside this file, in the shape of an Avram schema (https://format.gbv.de/schema/avram), with
`label_vi` beside each `label` and `default` for what a new record begins with. Source of the facts: MARC 21 Format for
Bibliographic Data; the fields are those that public libraries in Viet Nam use.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import orjson

LEADER = "LDR"
_PATH = Path(__file__).parent / "marc21.json"


@dataclass(frozen=True)
class Label:
    """A name in both languages."""

    en: str
    vi: str

    def in_language(self, language: str | None) -> str:
        return self.en if language == "en" else self.vi


@dataclass(frozen=True)
class Codes:
    """What may stand in an indicator or at some positions: listed codes, a pattern, or (neither) only blanks."""

    label: Label
    codes: Mapping[str, Label] = field(default_factory=dict)
    pattern: str = ""
    default: str = ""

    def allows(self, text: str) -> bool:
        return text in self.codes if self.codes else bool(re.fullmatch(self.pattern, text))


@dataclass(frozen=True)
class Element:
    """A run of positions in a control field: `start` to `end`, zero-based, the end left out."""

    start: int
    end: int
    values: Codes

    @property
    def key(self) -> str:
        """As the format's documents name it: "06" or "07-10"."""
        return f"{self.start:02}" if self.end == self.start + 1 else f"{self.start:02}-{self.end - 1:02}"

    @property
    def default(self) -> str:
        """What a new record has here."""
        width = self.end - self.start
        return (self.values.default or " ").ljust(width)[:width]


@dataclass(frozen=True)
class Subfield:
    code: str
    label: Label
    repeatable: bool
    required: bool


@dataclass(frozen=True)
class Field:
    """One tag. `indicators` has None where only a blank may stand; `subfields` is None where any code may."""

    tag: str
    label: Label
    repeatable: bool = False
    required: bool = False
    control: bool = False
    length: int = 0  # of a control field; 0: any
    indicators: tuple[Codes | None, Codes | None] = (None, None)
    subfields: Mapping[str, Subfield] | None = None
    positions: tuple[Element, ...] = ()
    types: Mapping[str, tuple[Element, ...]] = field(default_factory=dict)

    def elements(self, kind: str = "") -> tuple[Element, ...]:
        """The positions that hold for every record and those of a kind ("BK"), in order."""
        return tuple(sorted((*self.positions, *self.types.get(kind, ())), key=lambda element: element.start))


@cache
def marc21() -> Mapping[str, Field]:
    """Every field that we know, by tag; the leader is "LDR"."""
    data = orjson.loads(_PATH.read_bytes())
    return {tag: _field(tag, said) for tag, said in data["fields"].items()}


def kind_of_008(leader: str) -> str:
    """Which of the layouts of 008/18-34 holds for a record. Source: MARC 21, leader/06 and 07."""
    type_of_record, level = leader[6:7], leader[7:8]
    if type_of_record in ("a", "t"):
        return "CR" if type_of_record == "a" and level in ("b", "i", "s") else "BK"
    kinds = {
        "c": "MU", "d": "MU", "i": "MU", "j": "MU", "e": "MP", "f": "MP", "g": "VM", "k": "VM", "o": "VM", "r": "VM",
        "m": "CF", "p": "MX",
    }  # fmt: skip
    return kinds.get(type_of_record, "BK")


def _label(said: dict[str, Any]) -> Label:
    return Label(said["label"], said["label_vi"])


def _codes(said: dict[str, Any]) -> Codes:
    listed = {code: _label(each) for code, each in said.get("codes", {}).items()}
    return Codes(_label(said), listed, said.get("pattern", ""), said.get("default", ""))


def _elements(said: dict[str, Any]) -> tuple[Element, ...]:
    found = []
    for key, each in said.items():
        start, _, last = key.partition("-")
        found.append(Element(int(start), int(last or start) + 1, _codes(each)))
    return tuple(found)


def _field(tag: str, said: dict[str, Any]) -> Field:
    subfields = None
    if "subfields" in said:
        subfields = {
            code: Subfield(code, _label(each), each.get("repeatable", False), each.get("required", False))
            for code, each in said["subfields"].items()
        }
    first, second = (_codes(each) if (each := said.get(name)) else None for name in ("indicator1", "indicator2"))
    return Field(
        tag,
        _label(said),
        repeatable=said.get("repeatable", False),
        required=said.get("required", False),
        control=said.get("control", False),
        length=said.get("length", 0),
        indicators=(first, second),
        subfields=subfields,
        positions=_elements(said.get("positions", {})),
        types={kind: _elements(each["positions"]) for kind, each in said.get("types", {}).items()},
    )
