"""What a picture file is, told from its first bytes: nothing that only says it is a picture gets in."""

import struct
from typing import NamedTuple

LARGEST = 3_000_000  # bytes
LONGEST = 6_000  # pixels on a side
_FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive


class Picture(NamedTuple):
    """A JPEG or PNG, and its size in pixels."""

    suffix: str  # "jpg" or "png"
    width: int
    height: int

    @property
    def content_type(self) -> str:
        return "image/png" if self.suffix == "png" else "image/jpeg"


def read(data: bytes) -> Picture | None:
    """The picture that the bytes are; None for anything but a JPEG or PNG of a sensible size."""
    size = _png(data) or _jpeg(data)
    if size is None or not all(0 < side <= LONGEST for side in size):
        return None
    return Picture("png" if data[:1] == b"\x89" else "jpg", *size)


def _png(data: bytes) -> tuple[int, int] | None:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg(data: bytes) -> tuple[int, int] | None:
    if data[:3] != b"\xff\xd8\xff":
        return None
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        kind, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None
