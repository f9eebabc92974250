"""Authority records of UNIMARC as MARC 21 has them, as far as headings go.

Source: IFLA, UNIMARC Manual: Authorities Format, 3rd edition (2XX headings, 4XX and 5XX tracings, $5). Left out:
trademarks (216), names with titles (240), headings in other scripts (7XX), explanatory entries.
"""

from typing import Final

from lienthu.lib.marc.record import SUBFIELD, Record, subfields

Parts = list[tuple[str, str]]

# The last two figures of the tag, of a heading and of what refers to it → those of MARC 21.
_TAGS: Final = {
    "00": "00", "10": "10", "15": "51", "20": "00", "30": "30", "50": "50", "80": "55",
}  # fmt: skip
_HEADINGS: Final = frozenset(f"2{rest}" for rest in (*_TAGS, "16", "40"))
# A place stands in $y and a time in $z; MARC 21 has them the other way round.
_SUBDIVISIONS: Final = {"j": "v", "x": "x", "y": "z", "z": "y"}
_PERSON: Final = {"c": "c", "d": "b", "f": "d", "g": "q"}
_MEETING: Final = {"b": "e", "d": "n", "e": "c", "f": "d"}
_TITLE: Final = {"h": "n", "i": "p", "m": "l"}


def is_authority(record: Record) -> bool:
    """An authority entry or a reference entry: leader/06 x or y and a heading. Of MARC 21 they are holdings."""
    return record.leader[6:7] in ("x", "y") and any(tag in _HEADINGS for tag, _content in record.fields)


def as_marc21(record: Record) -> Record:
    """The same with 1XX, 4XX and 5XX; a reference entry has none, for its 2XX is what is not to be used."""
    fields = [field for field in record.fields if field[0] == "001"]
    agency = _first(record, "801", "b")
    if agency:
        fields.append(("003", agency))
    system = _first(record, "152", "b")
    if system:
        fields.append(("040", f"  {SUBFIELD}f{system}"))
    said = False
    for tag, content in record.fields:
        if tag[1:] not in _TAGS or tag[:1] not in "245" or (tag[0] == "2" and said):
            continue  # further 2XX are the heading in other scripts
        if tag[0] == "2" and record.leader[6:7] == "y":
            continue
        said = said or tag[0] == "2"
        if converted := _field(tag, content):
            fields.append(converted)
    return Record(record.leader[:6] + "z" + record.leader[7:], fields)


def _first(record: Record, tag: str, code: str) -> str:
    content = record.first(tag)
    return next((text.strip() for each, text in subfields(content) if each == code), "") if content else ""


def _field(tag: str, content: str) -> tuple[str, str] | None:
    """A heading or a tracing with the tag and the letters of MARC 21; None for one without an entry element."""
    rest, first, second = tag[1:], content[:1], content[1:2]
    parts = subfields(content)
    meeting = rest == "10" and first == "1"
    letters = {"00": _PERSON, "20": {"f": "d"}, "30": _TITLE}.get(rest, _MEETING if meeting else {})
    out = _entry(rest, parts, turned=second != "0", meeting=meeting)
    if not out:
        return None
    out += [(letters[code], text) for code, text in parts if code in letters]
    out += [(_SUBDIVISIONS[code], text) for code, text in parts if code in _SUBDIVISIONS]
    out += [("w", text[:1]) for code, text in parts if code == "5"]
    number = {"2": "1"}.get(tag[0], tag[0])
    indicator = "3" if rest == "20" else "1" if rest == "00" and second != "0" else " "
    written = "".join(f"{SUBFIELD}{code}{text}" for code, text in out)
    return number + ("11" if meeting else _TAGS[rest]), f"{indicator} {written}"


def _entry(rest: str, parts: Parts, *, turned: bool, meeting: bool) -> Parts:
    """The entry element with what belongs to it: the rest of a person's name, the parts and qualifiers of a body."""
    name = next((text.strip() for code, text in parts if code == "a"), "")
    if not name:
        return []
    if rest == "00":
        given = next((text.strip() for code, text in parts if code == "b"), "")
        return [("a", f"{name}, {given}" if given and turned else f"{name} {given}".strip())]
    if rest != "10" or meeting:
        return [("a", name)]
    qualifiers = [text.strip() for code, text in parts if code == "c"]
    head = f"{name} ({', '.join(qualifiers)})" if qualifiers else name
    return [("a", head), *(("b", text) for code, text in parts if code == "b")]
