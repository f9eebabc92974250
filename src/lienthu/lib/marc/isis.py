"""CDS/ISIS bases exported as ISO 2709: lines of 80 characters, separators of their own, tags of their own.

Source of the file's layout: CDS/ISIS for Windows Reference Manual, "Import/Export". The record comes out as MARC 21,
by the profile that its tags tell (`isis_profiles`) or by the librarian's own mapping of tags.
"""

import re
from collections.abc import Iterator

from lienthu.lib.marc.canonical import clean
from lienthu.lib.marc.charset import DECODERS, encoding_of
from lienthu.lib.marc.isis_profiles import record_of
from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.streams import CHUNK, Stream

_BETWEEN = b" \t\r\n\x00\x1a"
_BEGINS = re.compile(rb"\d{5}[\x20-\x7e]{7}\d{5}[\x20-\x7e]{3}\d{4}")
_LONGEST = 1 << 22


def cut(stream: Stream) -> Iterator[tuple[list[bytes], int]]:
    """`(records, bytes reached)` again and again."""
    rest = b""
    while True:
        more = stream.read(CHUNK)
        buffer = rest + more
        found, position = _records(buffer, last=not more)
        rest = buffer[position:]
        if found:
            yield found, stream.reached
        if not more:
            return


def _records(buffer: bytes, *, last: bool) -> tuple[list[bytes], int]:
    found: list[bytes] = []
    position = 0
    while True:
        while position < len(buffer) and buffer[position] in _BETWEEN:
            position += 1
        if position >= len(buffer):
            return found, position
        end = _end(buffer, position, last=last)
        if end is None:
            return found, position
        found.append(buffer[position:end])
        position = end


def _end(buffer: bytes, start: int, *, last: bool) -> int | None:
    """Where the record that begins at `start` ends, line ends not counted; None when it is not all there yet."""
    if not last and len(buffer) - start < 24:
        return None
    declared = buffer[start : start + 5]
    if not declared.isdigit() or int(declared) < 26:
        following = _BEGINS.search(buffer, start + 1)
        if following:
            return following.start()
        return len(buffer) if last or len(buffer) - start > _LONGEST else None
    needed, position = int(declared), start
    while needed > 0:
        line_end = buffer.find(b"\n", position)
        stop = line_end if line_end >= 0 else len(buffer)
        available = len(buffer[position:stop].rstrip(b"\r"))
        if available >= needed:
            return position + needed
        needed -= available
        if line_end < 0:
            return len(buffer) if last else None
        position = line_end + 1
    return position


def parse(raw: bytes, *, encoding: str, columns: dict[str, str] | None) -> Record:
    """One record, as MARC 21. Raises Refused."""
    body = raw.replace(b"\r\n", b"").replace(b"\n", b"")
    if len(body) < 26:
        raise Refused("too-short", f"{len(body)} bytes")
    if not (body[:5].isdigit() and body[12:17].isdigit()):
        raise Refused("not-marc")
    if int(body[:5]) > len(body):
        raise Refused("cut-off", f"{len(body)} of {int(body[:5])} bytes")
    fields = _fields(body)
    name = encoding_of(b"".join(content for _, content in fields), file_encoding=encoding, flagged=False)
    decoder = DECODERS.get(name) or (lambda data: data.decode(name))
    try:
        decoded = [(tag, clean(decoder(content))) for tag, content in fields]
    except (UnicodeError, LookupError) as problem:
        raise Refused("undecodable") from problem
    return record_of(decoded, columns=columns)


def _fields(body: bytes) -> list[tuple[int, bytes]]:
    base = int(body[12:17])
    directory, mark = body[24 : base - 1], body[base - 1 : base]
    if base < 25 or base > len(body) or len(directory) % 12 or not directory.isdigit():
        raise Refused("broken-directory")
    entries = [directory[at : at + 12] for at in range(0, len(directory), 12)]
    fields = []
    for entry in entries:
        start = base + int(entry[7:])
        end = start + int(entry[3:7]) - 1
        if body[end : end + 1] != mark:
            break
        fields.append((int(entry[:3]), body[start:end]))
    if len(fields) == len(entries):
        return fields
    contents = body[base:].split(mark)
    while contents and not contents[-1].strip(b"\x1d" + _BETWEEN):
        contents.pop()
    if len(contents) != len(entries):
        raise Refused("broken-directory", f"{len(entries)} entries, {len(contents)} fields")
    return [(int(entry[:3]), content) for entry, content in zip(entries, contents, strict=True)]
