"""The content of a record apart from its dress: the same whatever format and encoding it came in."""

import re
import unicodedata
from hashlib import blake2b

from lienthu.lib.marc.record import SUBFIELD, Record

DIGEST_SIZE = 16  # bytes
LONGEST_CONTROL_NUMBER = 200  # characters; what is longer names nothing

# What XML cannot carry, or ISO 2709 keeps for itself; and white space that a parser may fold.
_UNFIT: dict[int, str] = dict.fromkeys((*range(0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)), "")
_UNFIT |= {9: " ", 10: " ", 13: " "}
_ANY_UNFIT = re.compile("[\x00-\x1f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without what not every format can carry: control characters, lone surrogates, non-characters."""
    return text.translate(_UNFIT) if _ANY_UNFIT.search(text) else text


def clean_content(content: str) -> str:
    """A field's content as every format can carry it: two indicators, no empty subfields, clean text."""
    if SUBFIELD not in content:
        return clean(content)
    indicators, *parts = content.split(SUBFIELD)
    indicators = (clean(indicators) + "  ")[:2]
    kept = [cleaned for part in parts if (cleaned := clean(part))]
    return SUBFIELD.join([indicators, *kept])


def clean_leader(leader: str) -> str:
    """Exactly 24 printable ASCII characters."""
    leader = leader[:24].ljust(24)
    if leader.isascii() and leader.isprintable():
        return leader
    return "".join(char if " " <= char <= "~" else " " for char in leader)


def composed_content(content: str) -> str:
    """NFC of each value by itself: a mark that opens a value must not melt into the subfield code before it."""
    if content.isascii() or SUBFIELD not in content:
        return unicodedata.normalize("NFC", content)
    indicators, *parts = content.split(SUBFIELD)
    return SUBFIELD.join([indicators, *(part[0] + unicodedata.normalize("NFC", part[1:]) for part in parts)])


def canonical_fields(record: Record) -> list[tuple[str, str]]:
    """The fields as every format can carry them, in NFC: what digest, facts and copies are taken from."""
    return [(tag, composed_content(clean_content(content))) for tag, content in record.fields]


def digest(record: Record) -> bytes:
    """16 bytes that are equal for equal content."""
    return digest_of(clean_leader(record.leader), canonical_fields(record))


def digest_of(leader: str, fields: list[tuple[str, str]]) -> bytes:
    """The digest of fields that are canonical already: leader 05-08 and 17-19, tags, contents, in this order.

    The other leader positions are lengths, or say how the record is coded.
    """
    tags = "".join(tag for tag, _ in fields)
    text = "\x1e".join([leader[5:9] + leader[17:20] + tags, *(content for _, content in fields)])
    return blake2b(text.encode(), digest_size=DIGEST_SIZE).digest()


def control_number(record: Record) -> str:
    """Field 001, trimmed; "" when there is none to go by."""
    content = record.first("001")
    if not content:
        return ""
    if SUBFIELD in content:  # danMARC and others give 001 subfields
        content = next((part[1:] for part in content.split(SUBFIELD)[1:] if part), "")
    number = unicodedata.normalize("NFC", clean(content)).strip()
    return number if len(number) <= LONGEST_CONTROL_NUMBER else ""
