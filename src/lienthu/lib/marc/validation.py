"""A record held against the schema: what is wrong or doubtful, where, and how it can be put right.

Pure. An "error" keeps a record from being saved; a "warning" is probably a slip; a "note" is advice. Sentences are
English with %(name)s; an application translates them and fills them in.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from lienthu.lib.marc import coded
from lienthu.lib.marc.extract import grouped
from lienthu.lib.marc.identifiers import isbn13, issn
from lienthu.lib.marc.record import Record, subfields
from lienthu.lib.marc.schema import LEADER, Codes, Element, Field, marc21
from lienthu.lib.marc.unimarc import looks_like_unimarc
from lienthu.lib.marc.written import is_control, with_added, with_field, with_subfields

Severity = Literal["error", "warning", "note"]

SENTENCES = {
    "unimarc": "This record is UNIMARC: it is kept as it is, and the labels and checks here, which are for MARC 21, "
    "do not hold for it.",
    "no-title": "The record has no title: fill in 245 $a.",
    "no-control-data": "The record has no field 008; programs then know neither its year nor its language.",
    "no-publication": "The record says nothing of place, publisher and year (260).",
    "no-extent": "The record says nothing of its extent (300).",
    "no-class": "The record has no class number (082), so it has no place on the shelf.",
    "no-host": "A part needs the thing that it is a part of (773).",
    "is-a-part": "There is a host item (773), but the leader says that this is a whole book.",
    "bad-tag": "A tag has three characters, digits as a rule: %(tag)s is none.",
    "unknown-tag": "Tag %(tag)s is not in the schema; check it. It is kept as it is.",
    "repeated": "Field %(tag)s may stand only once.",
    "empty-field": "Field %(tag)s is empty.",
    "bad-indicator": "Indicator %(which)s of %(tag)s cannot be “%(found)s”.",
    "title-entry": "There is a main entry (1XX), so the first indicator of 245 is 1.",
    "no-title-entry": "There is no main entry (1XX), so the first indicator of 245 is 0.",
    "unknown-subfield": "Field %(tag)s has no subfield $%(subfield)s.",
    "repeated-subfield": "Subfield $%(subfield)s of %(tag)s may stand only once.",
    "missing-subfield": "Field %(tag)s needs its subfield $%(subfield)s.",
    "empty-subfield": "Subfield $%(subfield)s of %(tag)s is empty.",
    "spaces": "Subfield $%(subfield)s of %(tag)s has spaces too many.",
    "isbn": "%(found)s is no ISBN: a digit is wrong or missing. If the book itself prints it so, move it to $z.",
    "issn": "%(found)s is no ISSN: a digit is wrong or missing. If the serial itself prints it so, move it to $y.",
    "length": "Field %(tag)s has %(found)s characters; it must have %(wanted)s.",
    "bad-code": "Position %(which)s of %(tag)s cannot be “%(found)s”.",
    "year-differs": "008 has the year %(found)s, 260 or 264 says %(wanted)s.",
}
FIXES = {
    "add-general": "Build it from what the record says",
    "set-indicator": "Set it to “%(wanted)s”",
    "to-added-entry": "Make it an added entry, %(wanted)s",
    "drop-subfield": "Take it out",
    "drop-field": "Take the field out",
    "trim": "Take the spaces out",
    "to-wrong-number": "Move it to $%(wanted)s",
    "set-code": "Set it to “%(wanted)s”",
    "set-length": "Bring it to its length",
    "set-year": "Set 008 to %(wanted)s",
    "set-part": "Say in the leader that it is a part",
}


class Fix(NamedTuple):
    """One change that would answer a finding; `at` is the field's place, or -1 for the leader or a new field."""

    code: str  # key of FIXES
    values: Mapping[str, str]
    operation: Literal["replace", "remove", "add", "leader"]
    at: int
    tag: str = ""
    content: str = ""


class Finding(NamedTuple):
    """`at` is the zero-based place of the field, -1 where the record as a whole or its leader is meant."""

    code: str  # key of SENTENCES
    severity: Severity
    at: int
    tag: str
    subfield: str
    values: Mapping[str, str]
    fix: Fix | None


def apply(record: Record, fix: Fix) -> Record:
    """The record after a fix that was found in it."""
    if fix.operation == "leader":
        return Record(fix.content, record.fields)
    if fix.operation == "add":
        return with_added(record, fix.tag, fix.content)
    if fix.operation == "replace":
        return with_field(record, fix.at, fix.tag, fix.content)
    return Record(record.leader, [field for at, field in enumerate(record.fields) if at != fix.at])


def validate(record: Record, *, on: date) -> list[Finding]:
    """What is to be said of the record, in its own order, errors of the whole first. `on` dates an 008 to be built."""
    by = grouped(record.fields)
    if looks_like_unimarc(by):
        return [Finding("unimarc", "note", -1, "", "", {}, None)]
    found = [*_whole(record, by, on), *_leader(record)]
    seen: set[str] = set()
    for index, (tag, content) in enumerate(record.fields):
        found += _field(record, index, tag, content, again=tag in seen)
        seen.add(tag)
    return found


def _said(
    code: str, severity: Severity, index: int, tag: str, subfield: str = "", *, fix: Fix | None = None, **values: str
) -> Finding:
    named = {"tag": tag, **({"subfield": subfield} if subfield else {}), **values}
    return Finding(code, severity, index, tag, subfield, named, fix)


def _whole(record: Record, by: Mapping[str, list[str]], on: date) -> Iterator[Finding]:
    if "245" not in by:
        yield _said("no-title", "error", -1, "245")
    if "008" not in by:
        content = coded.new_general(record.leader.ljust(24), on)
        if year := coded.stated_year(record):
            content = content[:7] + year + content[11:]
        fix = Fix("add-general", {}, "add", -1, "008", content)
        yield _said("no-control-data", "warning", -1, "008", fix=fix)
    part = record.leader[7:8] in ("a", "b")
    if part and "773" not in by:
        yield _said("no-host", "warning", -1, "773")
    if "773" in by and record.leader[7:8] == "m":
        leader = record.leader[:7] + ("b" if "\x1fx" in by["773"][0] else "a") + record.leader[8:]
        yield _said("is-a-part", "warning", -1, LEADER, fix=Fix("set-part", {}, "leader", -1, LEADER, leader))
    if not part:
        if "260" not in by and "264" not in by:
            yield _said("no-publication", "note", -1, "260")
        if "300" not in by:
            yield _said("no-extent", "note", -1, "300")
    if "082" not in by:
        yield _said("no-class", "note", -1, "082")


def _leader(record: Record) -> Iterator[Finding]:
    for element, text in coded.positions(LEADER, record.leader, record.leader):
        if not element.values.allows(text):
            leader = record.leader.ljust(24)
            fixed = leader[: element.start] + element.default + leader[element.end :]
            fix = Fix("set-code", {"wanted": _shown(element.default)}, "leader", -1, LEADER, fixed)
            yield _said("bad-code", "warning", -1, LEADER, fix=fix, which=element.key, found=_shown(text))


def _field(record: Record, index: int, tag: str, content: str, *, again: bool) -> Iterator[Finding]:
    if not re.fullmatch(r"[0-9A-Za-z]{3}", tag):
        yield _said("bad-tag", "error", index, tag or "…")
        return
    known = marc21().get(tag)
    if known is None:
        if "9" not in tag:  # a 9 in the tag marks a field of the library's own
            yield _said("unknown-tag", "warning", index, tag)
        return
    if again and not known.repeatable:
        fix = None
        if tag in ("100", "110", "111"):
            moved = "7" + tag[1:]
            fix = Fix("to-added-entry", {"wanted": moved}, "replace", index, moved, content)
        yield _said("repeated", "error" if tag in ("001", "245") else "warning", index, tag, fix=fix)
    if not known.control:
        yield from _data(record, index, known, content)
    elif is_control(tag, content):
        yield from _control(record, index, known, content)


def _data(record: Record, index: int, known: Field, content: str) -> Iterator[Finding]:
    tag = known.tag
    if not subfields(content):
        yield _said("empty-field", "note", index, tag, fix=Fix("drop-field", {}, "remove", index))
        if tag == "245":
            yield _said("no-title", "error", index, tag, "a")
        return
    yield from _indicators(record, index, known, content)
    yield from _subfields(index, known, content)
    if tag in _NUMBERS:
        yield from _number(index, tag, content)


def _control(record: Record, index: int, known: Field, content: str) -> Iterator[Finding]:
    tag = known.tag
    if known.length and len(content) != known.length:
        fixed = content.ljust(known.length)[: known.length]
        fix = Fix("set-length", {}, "replace", index, tag, fixed)
        wanted = str(known.length)
        yield _said("length", "warning", index, tag, fix=fix, found=str(len(content)), wanted=wanted)
        return
    if tag != coded.GENERAL:
        return
    for element, text in coded.positions(tag, content, record.leader):
        if not element.values.allows(text):
            yield _bad_code(index, tag, content, element, text)
    year = coded.stated_year(record)
    if year and content[6] == "s" and content[7:11] != year:
        fix = Fix("set-year", {"wanted": year}, "replace", index, tag, content[:7] + year + content[11:])
        yield _said("year-differs", "warning", index, tag, fix=fix, found=_shown(content[7:11]), wanted=year)


def _bad_code(index: int, tag: str, content: str, element: Element, text: str) -> Finding:
    fixed = content[: element.start] + element.default + content[element.end :]
    allowed = element.values.allows(element.default)
    fix = Fix("set-code", {"wanted": _shown(element.default)}, "replace", index, tag, fixed) if allowed else None
    return _said("bad-code", "warning", index, tag, fix=fix, which=element.key, found=_shown(text))


def _indicators(record: Record, index: int, known: Field, content: str) -> Iterator[Finding]:
    tag = known.tag
    for at, codes in enumerate(known.indicators):
        found = content[at : at + 1] or " "
        if not _fits(codes, found):
            wanted = _sensible(codes)
            fixed = content[:at] + wanted + content[at + 1 :]
            fix = Fix("set-indicator", {"wanted": _shown(wanted)}, "replace", index, tag, fixed)
            yield _said("bad-indicator", "warning", index, tag, fix=fix, which=str(at + 1), found=_shown(found))
    if tag == "245" and content[:1] in ("0", "1"):
        entered = any(each[0] == "1" and each.isdigit() for each, _content in record.fields)
        if entered != (content[0] == "1"):
            wanted = "1" if entered else "0"
            fix = Fix("set-indicator", {"wanted": wanted}, "replace", index, tag, wanted + content[1:])
            yield _said("title-entry" if entered else "no-title-entry", "note", index, tag, fix=fix)


def _fits(codes: Codes | None, found: str) -> bool:
    return found == " " if codes is None else codes.allows(found)


def _sensible(codes: Codes | None) -> str:
    if codes is None or " " in codes.codes:
        return " "
    return codes.default or next(iter(codes.codes), " ")


def _subfields(index: int, known: Field, content: str) -> Iterator[Finding]:
    tag, allowed = known.tag, known.subfields
    if allowed is None:
        return
    parts = subfields(content)
    seen: set[str] = set()
    for place, (code, text) in enumerate(parts):
        rest = [part for at, part in enumerate(parts) if at != place]
        if code in seen and code in allowed and not allowed[code].repeatable:
            yield _said("repeated-subfield", "warning", index, tag, code)
        seen.add(code)
        if code not in allowed and code != "9":  # $9 is every system's own
            yield _said("unknown-subfield", "warning", index, tag, code)
        if not text.strip():
            fix = Fix("drop-subfield", {}, "replace", index, tag, with_subfields(content, rest))
            yield _said("empty-subfield", "note", index, tag, code, fix=fix)
        elif text != text.strip() or "  " in text:
            trimmed = [(each, " ".join(words.split()) if at == place else words) for at, (each, words) in
                       enumerate(parts)]  # fmt: skip
            fix = Fix("trim", {}, "replace", index, tag, with_subfields(content, trimmed))
            yield _said("spaces", "note", index, tag, code, fix=fix)
    filled = {code for code, text in parts if text.strip()}
    for code, subfield in allowed.items():
        if subfield.required and code not in filled:
            error = tag == "245"
            said = "no-title" if error else "missing-subfield"
            yield _said(said, "error" if error else "warning", index, tag, code)


_NUMBERS = {"020": (isbn13, "isbn", "z"), "022": (issn, "issn", "y")}


def _number(index: int, tag: str, content: str) -> Iterator[Finding]:
    read, code, wrong = _NUMBERS[tag]
    parts = subfields(content)
    for place, (subfield, text) in enumerate(parts):
        if subfield == "a" and text.strip() and not read(text):
            moved = [(wrong if at == place else each, words) for at, (each, words) in enumerate(parts)]
            fix = Fix("to-wrong-number", {"wanted": wrong}, "replace", index, tag, with_subfields(content, moved))
            yield _said(code, "warning", index, tag, "a", fix=fix, found=text.strip())


def _shown(text: str) -> str:
    return text.replace(" ", "#")
