"""Sound and film as telephones and cameras write them: told by their content, never by their name.

`kind_of` reads as much of a file as it takes to be sure that it is what it says; `without_place` takes out where it was
recorded, in place, so that nothing else moves. Sources: ISO/IEC 14496-12 (boxes of MP4), RFC 9559 (Matroska and WebM),
RFC 3533 (Ogg), ISO/IEC 11172-3 (frames of MP3), ID3v2.4.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

MP4, M4A, WEBM, MP3, OGG = "video/mp4", "audio/mp4", "video/webm", "audio/mpeg", "audio/ogg"
SUFFIXES: Final = {MP4: ".mp4", M4A: ".m4a", WEBM: ".webm", MP3: ".mp3", OGG: ".ogg"}
_BRANDS: Final = frozenset(
    (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4A ", b"dash", b"MSNV",
     b"3gp4", b"3gp5")
)  # fmt: skip
_HOLDERS: Final = (b"moov", b"trak", b"mdia")  # boxes that are looked into
_TELLING: Final = (
    b"udta",
    b"meta",
    b"uuid",
)  # boxes in which a camera writes what is no picture and no sound: the place
_OGG_CODECS: Final = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")
MOST_BOXES: Final = 10_000


def kind_of(file: BinaryIO) -> str | None:
    """Its media type, one of SUFFIXES; None for anything else. Leaves the file at its beginning."""
    try:
        file.seek(0)
        head = file.read(64)
        if head[4:8] == b"ftyp":
            return _of_boxes(file, head)
        if head.startswith(b"\x1aE\xdf\xa3"):
            return WEBM if _is_webm(head) else None
        if head.startswith(b"OggS\x00"):
            packet = head[27 + head[26] :]
            return OGG if packet.startswith(_OGG_CODECS) else None
        return MP3 if _is_mp3(file, head) else None
    except (struct.error, IndexError):
        return None
    finally:
        file.seek(0)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """(type, where it begins, its content begins, it ends) of each box; IndexError where one does not fit."""
    for _number in range(MOST_BOXES):
        if start == end:
            return
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        inside = start + 8
        if size == 1:
            size, inside = struct.unpack(">Q", file.read(8))[0], start + 16
        elif size == 0:
            size = end - start
        if size < inside - start or start + size > end:
            raise IndexError(start)
        yield kind, start, inside, start + size
        start += size
    raise IndexError(start)


def _length(file: BinaryIO) -> int:
    return file.seek(0, 2)


def _of_boxes(file: BinaryIO, head: bytes) -> str | None:
    """MP4 or M4A: whole boxes to the end of the file, with a film or a sound track among them, and nothing else."""
    known = head[8:12] in _BRANDS or any(head[at : at + 4] in _BRANDS for at in range(16, 40, 4))
    if not known or head[8:12] == b"qt  ":
        return None
    tracks: set[bytes] = set()
    for kind, _start, inside, end in _boxes(file, 0, _length(file)):
        if kind == b"moov":
            tracks = set(_tracks(file, inside, end))
    if b"vide" in tracks:
        return MP4
    return M4A if b"soun" in tracks else None


def _tracks(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    """What each track is: "vide", "soun" or another."""
    for kind, _start, inside, until in _boxes(file, start, end):
        if kind in _HOLDERS:
            yield from _tracks(file, inside, until)
        elif kind == b"hdlr":
            file.seek(inside + 8)
            yield file.read(4)


def _is_webm(head: bytes) -> bool:
    """Whether the document type within the first bytes is "webm", and not another Matroska."""
    at = head.find(b"\x42\x82")
    return at > 0 and head[at + 3 : at + 7] == b"webm" and head[at + 2] & 0x7F >= 4


_RATES: Final = (44100, 48000, 32000)
_KBITS: Final = {
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG 1, layer III
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG 2 and 2.5
}


def _is_mp3(file: BinaryIO, head: bytes) -> bool:
    """Three frames one after the other, behind an ID3 tag or at the very beginning."""
    at = 0
    if head.startswith(b"ID3"):
        at = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    for _frame in range(3):
        file.seek(at)
        size = _frame_size(file.read(4))
        if size is None:
            return False
        at += size
    return True


def _frame_size(head: bytes) -> int | None:
    """Bytes of the frame of layer III that begins so; None where none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[1] & 0x06 != 0x02:
        return None
    version = (head[1] >> 3) & 3  # 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
    kbits, rate = head[2] >> 4, (head[2] >> 2) & 3
    if version == 1 or kbits in (0, 15) or rate == 3:
        return None
    of = 1 if version == 3 else 2
    hertz = _RATES[rate] // {3: 1, 2: 2, 0: 4}[version]
    return (144 if of == 1 else 72) * _KBITS[of][kbits - 1] * 1000 // hertz + ((head[2] >> 1) & 1)


def without_place(file: BinaryIO) -> None:
    """Blank in an MP4 or M4A what a camera wrote beside film and sound: place, model, owner. Sizes stay as they are.

    The file is open for reading and writing. Other sorts, in which telephones write no place, stay as they came.
    """
    if kind_of(file) in (MP4, M4A):
        _blank(file, 0, _length(file))
    file.seek(0)


def _blank(file: BinaryIO, start: int, end: int) -> None:
    for kind, begins, inside, until in list(_boxes(file, start, end)):
        foreign = kind == b"trak" and set(_tracks(file, inside, until)).isdisjoint((b"vide", b"soun"))
        if kind in _TELLING or foreign:
            file.seek(begins + 4)
            file.write(b"free")
            _zeros(file, inside, until)
        elif kind in _HOLDERS:
            _blank(file, inside, until)


def _zeros(file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    while start < end:
        start += file.write(bytes(min(65_536, end - start)))
