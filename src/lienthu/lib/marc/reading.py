"""A block of a file to its records, each with its facts, or with the reason why it cannot be taken.

The way of an ordinary record — ISO 2709, UTF-8, in order — is `_fast`: one decoding, one split. Everything else
goes through `parse` and says the same.
"""

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from operator import le
from struct import Struct
from typing import NamedTuple
from unicodedata import is_normalized

from lienthu.lib.marc import isis, iso2709, lines, marcjson, marcxml, tabular
from lienthu.lib.marc.canonical import (
    DIGEST_SIZE,
    LONGEST_CONTROL_NUMBER,
    canonical_fields,
    clean_leader,
    composed_content,
    control_number,
    digest_of,
)
from lienthu.lib.marc.copies import CopyMapping, copies_from
from lienthu.lib.marc.extract import facts_from, grouped
from lienthu.lib.marc.facts import CopyFacts, Facts
from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.record import Record

Columns = dict[str, str]


class Block(NamedTuple):
    """Some records of a file, on their way to whoever parses them; travels between processes.

    `payload` is ISO 2709 bytes as they came, or one bytes per record. `reached` is the offset in the file on disk up
    to which blocks have now been handed out.
    """

    format: str
    encoding: str
    first: int  # zero-based position of the first record
    records: int  # how many, good and bad
    payload: bytes | tuple[bytes, ...]
    reached: int
    columns: Columns | None = None


class Parsed(NamedTuple):
    """A record that can be taken."""

    position: int  # zero-based, in the file
    raw: bytes  # as it came; of a table's row, its decoded cells as a JSON object (tabular.cut)
    control_number: str  # "" when there is none
    deleted: bool  # leader/05 is d
    digest: bytes  # 16 bytes, canonical.digest
    facts: Facts
    copies: tuple[CopyFacts, ...]


class Bad(NamedTuple):
    """A record that cannot. `reason` begins with problems.REASONS[code]; a detail may follow in parentheses.

    `raw` is what stands in the file; of a CSV's row, its line or lines.
    """

    position: int
    raw: bytes
    code: str
    reason: str


_OTHER_KINDS = {
    "z": "authority", "u": "holdings", "v": "holdings", "x": "holdings", "y": "holdings", "w": "classification",
    "q": "community",
}  # fmt: skip
_PARSERS: dict[str, Callable[[bytes, str, Columns | None], Record]] = {
    "iso2709": lambda raw, encoding, columns: iso2709.parse(raw, encoding=encoding),
    "unimarc": lambda raw, encoding, columns: iso2709.parse(raw, encoding=encoding),
    "isis": lambda raw, encoding, columns: isis.parse(raw, encoding=encoding, columns=columns),
    "marcxml": lambda raw, encoding, columns: marcxml.parse(raw, encoding=encoding),
    "json": lambda raw, encoding, columns: marcjson.parse(raw),
    "alephseq": lambda raw, encoding, columns: lines.parse(raw, format="alephseq", encoding=encoding),
    "marcmaker": lambda raw, encoding, columns: lines.parse(raw, format="marcmaker", encoding=encoding),
    "marcline": lambda raw, encoding, columns: lines.parse(raw, format="marcline", encoding=encoding),
    "csv": lambda raw, encoding, columns: tabular.parse(raw, columns=columns),
    "xlsx": lambda raw, encoding, columns: tabular.parse(raw, columns=columns),
}


def parse(raw: bytes, *, format: str, encoding: str, columns: Columns | None = None) -> Record:
    """One record again, from the bytes that were kept of it. Raises Refused, as it did the first time."""
    try:
        return _PARSERS[format](raw, encoding, columns)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise Refused("unreadable", type(problem).__name__) from problem


def read_block(block: Block, *, copies: CopyMapping | None = None) -> list[Parsed | Bad]:
    """Every record of the block, in order; as many as `block.records`, whatever the bytes are."""
    if isinstance(block.payload, bytes):
        fast = block.encoding not in ("latin-1",) and block.format != "isis"
        raws = iso2709.pieces(block.payload)
    else:
        fast, raws = False, list(block.payload)
    if block.format in ("csv", "xlsx"):
        copies = None  # their copies are where `drafting` put them, whatever the library's own records have
    with _no_collecting():
        return [
            (_fast(position, raw, copies) if fast else None) or _careful(position, raw, block, copies)
            for position, raw in enumerate(raws, block.first)
        ]


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Without the cycle collector: it would walk the thousands of tuples made here again and again, and finds none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _careful(position: int, raw: bytes, block: Block, copies: CopyMapping | None) -> Parsed | Bad:
    try:
        record = parse(raw, format=block.format, encoding=block.encoding, columns=block.columns)
        leader, fields = clean_leader(record.leader), canonical_fields(record)
        by = grouped(fields)
        _admit(leader, by)
    except Refused as refused:
        return Bad(position, raw if refused.raw is None else refused.raw, refused.code, refused.reason)
    return Parsed(
        position,
        raw,
        control_number(record),
        leader[5] == "d",
        digest_of(leader, fields),
        facts_from(leader, by),
        copies_from(by, copies),
    )


def _admit(leader: str, by: dict[str, list[str]]) -> None:
    """Refuse what is well-formed and describes no book."""
    if not by:
        raise Refused("no-fields")
    code = _OTHER_KINDS.get(leader[6])
    if code == "holdings" and leader[6] in "xy" and "852" not in by and any(tag[0] == "2" for tag in by):
        code = "authority"  # UNIMARC/A calls its entries x and its references y
    if code:
        raise Refused(code)


def _fast(position: int, raw: bytes, copies: CopyMapping | None) -> Parsed | None:  # noqa: C901 - one path, many exits
    """The record, if nothing about it needs care; else None, and `_careful` looks at it."""
    unsure = raw.translate(None, _FIT)
    if (unsure and (unsure.strip(b"\xef") or _ODD.search(raw))) or raw[-2:] != b"\x1e\x1d" or _EMPTY.search(raw):
        return None
    try:
        head, *contents, _ = raw.decode().split("\x1e")
        count = len(contents)
        if not count or len(head) != 24 + 12 * count or not head.isascii():
            return None
        coded = _tags(count)(raw, 24)
        tags = list(map(_TAGS.__getitem__, coded))
    except (KeyError, UnicodeDecodeError):
        return None
    starts = _starts(count)(raw, 24)
    if not all(map(le, starts, starts[1:])):
        return None
    body = raw[len(head) : -2]
    if not raw.isascii():
        as_came = contents
        contents = [
            text if text.isascii() or is_normalized("NFC", text) else composed_content(text) for text in as_came
        ]
        if contents != as_came:
            body = "\x1e".join(["", *contents]).encode()
    by: dict[str, list[str]] = {}
    try:
        for tag, content in zip(tags, contents, strict=True):
            if "\x1f" in content and content[2] != "\x1f":
                return None
            if tag in by:
                by[tag].append(content)
            else:
                by[tag] = [content]
    except IndexError:  # subfields, and no room for two indicators before them
        return None
    leader = head[:24]
    number = by["001"][0].strip() if "001" in by else ""
    if leader[6] in _OTHER_KINDS or not leader.isprintable():
        return None
    if len(number) > LONGEST_CONTROL_NUMBER or "\x1f" in number:
        return None
    canonical = b"".join((raw[5:9], raw[17:20], *coded, body))
    digest = blake2b(canonical, digest_size=DIGEST_SIZE).digest()
    facts, stated = facts_from(leader, by), copies_from(by, copies)
    return tuple.__new__(Parsed, (position, raw, number, leader[5] == "d", digest, facts, stated))


@cache
def _tags(count: int) -> Callable[[bytes, int], tuple[bytes, ...]]:
    """What takes the tags out of a directory of so many entries."""
    return Struct("3s9x" * count).unpack_from


@cache
def _starts(count: int) -> Callable[[bytes, int], tuple[bytes, ...]]:
    """What takes the positions out of it where the fields begin; their lengths are passed over."""
    return Struct("7x5s" * count).unpack_from


_EMPTY = re.compile(b"\x1f[\x1e\x1f]")  # a subfield without even a code
_ODD = re.compile(b"\xef\xbf[\xbe\xbf]")  # U+FFFE, U+FFFF
_TAGS = {f"{number:03}".encode(): f"{number:03}" for number in range(1000)}
_FIT = bytes(byte for byte in range(0x1D, 0x100) if byte != 0xEF)  # what `canonical.clean` leaves as it is, for certain
