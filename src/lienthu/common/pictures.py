"""Photographs made anew from their pixels: upright, no larger than asked, without what a phone wrote into them."""

import base64
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS: Final = 60_000_000  # more than a telephone's; a small file that unfolds to more is refused


def upright(data: bytes, *, longest: int) -> bytes:
    """The picture as a JPEG whose longer side has at most `longest` pixels; where and when it was taken is gone.

    Raises ValueError for what cannot be read through, and for what unfolds to too many pixels.
    """
    made = _read(data, "JPEG", "PNG")[0].convert("RGB")
    made.thumbnail((longest, longest))
    made.info = {}  # of which a comment would be written again
    stream = io.BytesIO()
    made.save(stream, "JPEG", quality=82)
    return stream.getvalue()


def bare(data: bytes) -> bytes:
    """The JPEG, PNG or WebP in its own format and size, upright; whatever else was written into it is gone.

    For papers that were scanned or photographed, which must stay legible. Raises as `upright` does.
    """
    made, kind = _read(data, "JPEG", "PNG", "WEBP")
    made.info = {name: value for name, value in made.info.items() if name == "transparency"}
    stream = io.BytesIO()
    made.save(stream, kind, quality=90)
    return stream.getvalue()


def _read(data: bytes, *formats: str) -> "tuple[Image, str | None]":
    """The picture upright, and its format."""
    from PIL import Image, ImageOps  # loaded when a picture is shrunk or measured

    try:
        with Image.open(io.BytesIO(data), formats=formats) as picture:
            kind = "JPEG" if picture.format == "MPO" else picture.format  # of telephones that put two into one file
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError(f"{picture.size} pixels are more than a picture may unfold to")
            return ImageOps.exif_transpose(picture), kind
    except (OSError, SyntaxError, Image.DecompressionBombError) as broken:
        raise ValueError(str(broken)) from broken


def as_svg(data: bytes) -> str:
    """The JPEG as Typst takes it out of its data: inside an SVG of the same size."""
    from PIL import Image  # loaded when a picture is shrunk or measured

    with Image.open(io.BytesIO(data)) as picture:
        width, height = picture.size
    address = f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
    size = f'width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image href="{address}" {size}/></svg>'
