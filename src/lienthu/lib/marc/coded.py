"""Coded positions of the leader and of 008: read, set, built anew. Source: MARC 21, Leader and 008."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from lienthu.lib.marc.canonical import clean_leader
from lienthu.lib.marc.extract import value
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.schema import LEADER, Element, kind_of_008, marc21
from lienthu.lib.marc.written import with_added, with_field

NEW_LEADER = "00000nam a2200000 i 4500"
GENERAL = "008"
LENGTH = 40
_YEAR = re.compile(r"(?<!\d)(1[0-9]|20)\d\d(?!\d)")
_SET_BY_US = ("00-05",)  # what the program fills in by itself


def elements_of(tag: str, leader: str) -> tuple[Element, ...]:
    """The positions of the leader ("LDR") or of 008 for a record with this leader."""
    return marc21()[tag].elements(kind_of_008(leader) if tag == GENERAL else "")


def new_general(leader: str, on: date) -> str:
    """An 008 of a record entered on this day, with everything else as yet unsaid."""
    text = [" "] * LENGTH
    for element in elements_of(GENERAL, leader):
        text[element.start : element.end] = element.default
    text[:6] = f"{on:%y%m%d}"
    return "".join(text)


def positions(tag: str, content: str, leader: str) -> Iterator[tuple[Element, str]]:
    """Each element with what stands there, filled up with blanks where the field is too short."""
    for element in elements_of(tag, leader):
        yield element, content.ljust(element.end)[element.start : element.end]


def with_positions(record: Record, changes: Mapping[str, str], on: date) -> Record:
    """The record with these positions ("LDR_06", "008_35-37") set; a key that is none is passed over.

    An 008 that is not there is built when one of its positions is set. Where the kind of record changes, what 008
    says of the old kind in 18-34 gives way to what a new record of the new kind says.
    """
    leader = clean_leader(record.leader)
    before = kind_of_008(leader)
    for element, text in _chosen(LEADER, leader, changes):
        leader = leader[: element.start] + text + leader[element.end :]
    record = Record(leader, record.fields)
    after = kind_of_008(leader)
    index = next((at for at, (tag, _content) in enumerate(record.fields) if tag == GENERAL), -1)
    if index < 0:
        if not any(key.startswith(GENERAL) for key in changes):
            return record
        record = with_added(record, GENERAL, new_general(leader, on))
        index = next(at for at, (tag, _content) in enumerate(record.fields) if tag == GENERAL)
    content = record.fields[index][1].ljust(LENGTH)
    if after != before:
        content = content[:18] + new_general(leader, on)[18:35] + content[35:]
        changes = {key: text for key, text in changes.items() if not "008_18" <= key < "008_35"}
    for element, text in _chosen(GENERAL, leader, changes):
        content = content[: element.start] + text + content[element.end :]
    return with_field(record, index, GENERAL, content)


def _chosen(tag: str, leader: str, changes: Mapping[str, str]) -> Iterator[tuple[Element, str]]:
    for element in elements_of(tag, leader):
        text = changes.get(f"{tag}_{element.key}")
        if text is not None and element.key not in _SET_BY_US:
            width = element.end - element.start
            yield element, "".join(char if " " <= char <= "~" else " " for char in text)[:width].ljust(width)


def stated_year(record: Record) -> str:
    """The first year of publication that 260 or 264 states in words, four digits, or ""."""
    for tag in ("260", "264"):
        for content in record.all(tag):
            if (tag == "260" or content[1:2] == "1") and (found := _YEAR.search(value(content, "c"))):
                return found[0]
    return ""
