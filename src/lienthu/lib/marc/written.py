"""A field as a cataloguer writes it: `10` and `$aTruyện Kiều :$bthơ /$cNguyễn Du`. Loses nothing either way.

A dollar sign in a value is written twice. A blank indicator is written `#`, which is no indicator in MARC 21.
"""

import re

from lienthu.lib.marc.canonical import clean
from lienthu.lib.marc.record import SUBFIELD, Record, subfields

BLANK = "#"
CONTROL_TAGS = re.compile(r"00[0-9A-Za-z]")


def is_control(tag: str, content: str = "") -> bool:
    """Whether a field of this tag has neither indicators nor subfields; what it holds speaks first."""
    return SUBFIELD not in content and CONTROL_TAGS.fullmatch(tag) is not None


def indicators_of(content: str) -> str:
    """The two indicators of a data field as one writes them."""
    return content[:2].ljust(2).replace(" ", BLANK)


def text_of(tag: str, content: str) -> str:
    """What stands behind tag and indicators."""
    if is_control(tag, content):
        return content
    return "".join(f"${code}{value.replace('$', '$$')}" for code, value in subfields(content))


def content_of(tag: str, indicators: str, text: str) -> str:
    """The inverse of both: a field's content. Text before the first `$` becomes a subfield $a."""
    if CONTROL_TAGS.fullmatch(tag) and not _begins_subfield(text):
        return clean(text)
    given = (clean(indicators) + "  ")[:2].replace(BLANK, " ")
    parts = []
    first, *rest = _split(text)
    if first.strip():
        parts.append(f"a{first}")
    parts += [part for part in rest if part]
    return SUBFIELD.join([given, *(clean(part) for part in parts)])


def _begins_subfield(text: str) -> bool:
    return re.match(r"\s*\$[^$]", text) is not None


def _split(text: str) -> list[str]:
    """Cut at single dollar signs; of several in a row each pair is one dollar sign of the value."""
    found = [""]
    at = 0
    while at < len(text):
        if text.startswith("$$", at):
            found[-1] += "$"
            at += 2
        elif text[at] == "$":
            found.append("")
            at += 1
        else:
            found[-1] += text[at]
            at += 1
    return found


def with_field(record: Record, index: int, tag: str, content: str) -> Record:
    """The record with the field at `index` in other words."""
    fields = list(record.fields)
    fields[index] = (tag, content)
    return Record(record.leader, fields)


def with_added(record: Record, tag: str, content: str) -> Record:
    """The record with one more field, after the last whose tag is not higher; nothing else moves."""
    at = max((place for place, (each, _content) in enumerate(record.fields, 1) if each <= tag), default=0)
    return Record(record.leader, [*record.fields[:at], (tag, content), *record.fields[at:]])


def with_subfields(content: str, parts: list[tuple[str, str]]) -> str:
    """The field's content with its indicators kept and these subfields."""
    return SUBFIELD.join([content[:2].ljust(2), *(f"{code}{clean(value)}" for code, value in parts)])
