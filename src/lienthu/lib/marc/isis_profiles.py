"""CDS/ISIS bases have the tags that their makers gave them. The known ones, told by their tags, as MARC 21.

CDS: the sample base of Unesco's CDS/ISIS manual. LILACS: BIREME, "Metodologia LILACS", data dictionary. A base whose
tags are MARC's own comes through as it is; any other needs the librarian's mapping of tags to drafting.TARGETS.
"""

import re
from collections.abc import Sequence

from lienthu.lib.marc.drafting import LEADER, Values, draft
from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.record import SUBFIELD, Record

Fields = Sequence[tuple[int, str]]
_SUBFIELD = re.compile(r"\^(?=[0-9A-Za-z])")
_BRACKETED = re.compile(r"<([^<>]+)>")
_UNMAPPED = "900"  # local field: $t tag in the base, $a content; nothing of the source is lost in an export

# tag and subfield ("" is the text before the first ^) → target
_CDS = {
    "24": "title", "25": "edition", "26^a": "place", "26^b": "publisher", "26^c": "year", "30^a": "extent",
    "30^c": "size", "44": "series", "50": "note", "69": "subject", "70": "author", "71": "corporate",
    "72": "corporate", "74": "note",
}  # fmt: skip
_LILACS = {
    "2": "control_number", "8^i": "link", "10": "author", "11": "corporate", "12": "title", "16": "author",
    "17": "corporate", "18": "title", "20": "extent", "23": "author", "24": "corporate", "25": "title",
    "30": "series", "31": "series_number", "35": "issn", "40": "language", "62": "publisher", "63": "edition",
    "64": "year", "65": "year", "66": "place", "69": "isbn", "83": "summary", "84": "year", "87^d": "subject",
    "88^d": "subject", "76": "subject", "61": "note",
}  # fmt: skip


def record_of(fields: Fields, *, columns: dict[str, str] | None) -> Record:
    """The MARC 21 record that a base's `(tag, text)` fields come to. Raises Refused."""
    tags = {tag for tag, _ in fields}
    if not tags:
        raise Refused("no-fields")
    if columns:
        return _drafted(fields, columns, LEADER)
    if 245 in tags:
        return _marc(fields)
    if {5, 6} <= tags and tags & {12, 18, 25, 30}:
        return _lilacs(fields)
    if 24 in tags and tags & {26, 30, 44, 69, 70}:
        return _drafted(fields, _CDS, LEADER)
    raise Refused("isis-unknown-tags", "tags " + ", ".join(str(tag) for tag in sorted(tags)[:12]))


def _marc(fields: Fields) -> Record:
    """A MARC base kept in ISIS: `245` `10^aTitle^cAuthor`."""
    out = []
    for tag, text in fields:
        if "^" in text and tag >= 10:
            indicators, *parts = _SUBFIELD.split(text)
            out.append((f"{tag:03}", (indicators + "  ")[:2] + "".join(SUBFIELD + part for part in parts)))
        elif tag >= 10:
            out.append((f"{tag:03}", f"  {SUBFIELD}a{text}"))
        else:
            out.append((f"{tag:03}", text))
    return Record(LEADER, out)


def _lilacs(fields: Fields) -> Record:
    """LILACS describes three levels in one record: the lowest that has a title is what the record is about."""
    tags = {tag for tag, _ in fields}
    mapping = dict(_LILACS)
    part = 12 in tags
    for tag in (16, 17, 18, 23, 24, 25, 20) if part else ():
        mapping.pop(str(tag), None)
    if part:
        mapping |= {"18": "series", "14^f": "extent"}
    elif 18 in tags:
        mapping.pop("25")
    leader = LEADER[:7] + ("b" if part and 30 in tags else "a" if part else "m") + LEADER[8:]
    return _drafted(fields, mapping, leader)


def _drafted(fields: Fields, mapping: dict[str, str], leader: str) -> Record:
    values: Values = {}
    unmapped = []
    for tag, text in fields:
        taken = False
        for code, part in _parts(text):
            target = mapping.get(f"{tag}^{code}") if code else mapping.get(str(tag))
            if target and (part := _plain(part, target)):
                values.setdefault(target, []).append(part)
                taken = True
        if not taken and text.strip():
            unmapped.append((_UNMAPPED, f"  {SUBFIELD}t{tag}{SUBFIELD}a{text.strip()}"))
    if not values.get("title"):
        raise Refused("isis-unknown-tags", "no title in tags " + ", ".join(str(tag) for tag, _ in fields[:12]))
    record = draft(values, leader=leader)
    return Record(record.leader, record.fields + unmapped)


def _parts(text: str) -> list[tuple[str, str]]:
    main, *others = _SUBFIELD.split(text)
    return [("", main), *((part[0].lower(), part[1:]) for part in others)]


def _plain(text: str, target: str) -> str:
    """The text without ISIS's own marks: <…> around index terms and filing forms."""
    if target == "subject" and "<" in text:
        return "; ".join(_BRACKETED.findall(text))
    return _BRACKETED.sub(lambda found: found[1].partition("=")[0], text).strip()
