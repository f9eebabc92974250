"""ISO 2709: one record's bytes to its fields, also when its lengths and positions are wrong."""

import re

from lienthu.lib.marc.canonical import clean_leader
from lienthu.lib.marc.charset import DECODERS, decode_content, encoding_of
from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.record import Record

END_OF_RECORD = b"\x1d"
END_OF_FIELD = b"\x1e"
BLANK = b" \t\r\n\x00\x1a\xef\xbb\xbf"  # what may lie between records: line ends, Ctrl-Z, byte order marks
_ENTRY = re.compile(
    rb"[0-9A-Za-z]{3}.{9}|[\x21-\x7e][\x20-\x7e][\x21-\x7e][0-9 ]{9}", re.DOTALL
)  # some tags have a sign in them: "%00"
_ENTRIES = re.compile(rb"(?:[0-9A-Za-z]{3}[0-9]{9})+\x1e")


def pieces(payload: bytes) -> list[bytes]:
    """The stretches between record terminators that are not blank, each with its terminator, in order."""
    *ended, rest = payload.split(END_OF_RECORD)
    found = [
        (piece if piece[:1].isdigit() else _begun(piece)) + END_OF_RECORD for piece in ended if piece.lstrip(BLANK)
    ]
    if rest := _begun(rest.rstrip(BLANK)):
        found.append(rest)
    return found


def _begun(piece: bytes) -> bytes:
    """Without what stands before the record; five blanks in place of the record's length belong to it."""
    body = piece.lstrip(BLANK)
    return b"     " + body if body[:1].isalpha() and piece[: -len(body)].endswith(b"     ") else body


def parse(raw: bytes, *, encoding: str) -> Record:
    """One record, with or without its terminator. Raises Refused."""
    body = raw.removesuffix(END_OF_RECORD)
    body = _begun(body)
    if len(body) < 26:
        raise Refused("no-fields" if body[24:] == END_OF_FIELD else "too-short", f"{len(body)} bytes")
    body = _aligned(body)
    leader = clean_leader(body[:24].decode("latin-1"))
    fields = _fields(body)
    flagged = leader[9] == "a"
    data = b"\x1e".join(content for _, content in fields)
    name = encoding_of(data, file_encoding=encoding, flagged=flagged)
    decoder = DECODERS.get(name) or (lambda part: part.decode(name))
    decoded = [
        (tag.decode("ascii"), decode_content(content, decoder).replace("\x1e", "").replace("\x1d", ""))
        for tag, content in fields
    ]
    return Record(leader, decoded)


def _aligned(body: bytes) -> bytes:
    """The record from its leader on, when something stands before the leader: a second length, for one."""
    extra = (body.find(END_OF_FIELD) - 24) % 12
    if (
        extra
        and _ENTRIES.match(body, 24 + extra)
        and not _ENTRIES.match(body, 24)
        and body[extra : extra + 5].isdigit()
    ):
        return body[extra:]
    return body


def _fields(body: bytes) -> list[tuple[bytes, bytes]]:
    """`(tag, content)` of every field: by the directory's positions, else by its order."""
    stop = body.find(END_OF_FIELD, 24)
    entries = _entries(body[24:stop] if stop > 0 else b"")
    if not entries:
        _explain(body, stop)
    base = stop + 1
    data = body[base:]
    contents = data.split(END_OF_FIELD)
    if contents[-1].strip(BLANK) == b"":
        contents.pop()
    placed = _by_position(entries, data)
    if placed is not None and (len(placed) == len(contents) or _covers(entries, data)):
        return placed
    if len(contents) == len(entries):
        return _in_order(entries, contents)
    if placed is not None:
        return placed
    declared = _number(body[:5], 0)
    if len(contents) < len(entries) and declared > len(body) + 1:
        raise Refused("cut-off", f"{len(body)} of {declared} bytes")
    raise Refused("broken-directory", f"{len(entries)} entries, {len(contents)} fields")


def _in_order(entries: list[bytes], contents: list[bytes]) -> list[tuple[bytes, bytes]]:
    """The fields told apart by their terminators alone: the n-th content belongs to the entry with the n-th start."""
    starts = [_number(entry[7:12], -1) for entry in entries]
    data_order = range(len(entries))
    if -1 not in starts and len(set(starts)) == len(starts):
        data_order = sorted(data_order, key=starts.__getitem__)  # type: ignore[assignment]
    placed = [b""] * len(entries)
    for index, content in zip(data_order, contents, strict=True):
        placed[index] = content
    return [(entry[:3], content) for entry, content in zip(entries, placed, strict=True)]


def _entries(directory: bytes) -> list[bytes]:
    """The directory's twelve-byte entries; none when a tag in it is no tag."""
    entries = [directory[at : at + 12] for at in range(0, len(directory) - 11, 12)]
    return entries if all(_ENTRY.fullmatch(entry) for entry in entries) else []


def _by_position(entries: list[bytes], data: bytes) -> list[tuple[bytes, bytes]] | None:
    """The fields where the directory says they are, or None when one of them does not begin and end there."""
    fields = []
    for entry in entries:
        if not entry[3:].isdigit():
            return None
        start = int(entry[7:])
        end = start + int(entry[3:7])
        if (
            end > len(data)
            or data[end - 1 : end] != END_OF_FIELD
            or (start and data[start - 1 : start] != END_OF_FIELD)
        ):
            return None
        fields.append((entry[:3], data[start : end - 1]))
    return fields


def _covers(entries: list[bytes], data: bytes) -> bool:
    """Whether the entries' fields fill the data exactly, so that a terminator inside one is a part of its text."""
    return sum(int(entry[3:7]) for entry in entries) == len(data.rstrip(b"\r\n"))


def _number(digits: bytes, otherwise: int) -> int:
    return int(digits) if digits.isdigit() else otherwise


def _explain(body: bytes, stop: int) -> None:
    """Say why there is no directory to go by."""
    if not body[:5].isdigit() and not _ENTRY.match(body, 24):
        raise Refused("not-marc")
    if stop < 0:
        raise Refused("cut-off" if _number(body[:5], 0) > len(body) + 1 else "not-marc")
    if stop == 24:
        raise Refused("no-fields")
    raise Refused("broken-directory")
