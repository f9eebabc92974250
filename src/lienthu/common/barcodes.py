"""Reading barcodes off a photograph, for a desk whose scanner is a phone."""

import io
from functools import cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from lienthu.common.errors import DomainError

if TYPE_CHECKING:
    import zxingcpp

MAX_BYTES: Final = 6_000_000
MAX_PIXELS: Final = 40_000_000  # a phone's largest photograph; a small file that unfolds to more is refused
LONGEST_SIDE: Final = 1_600  # enough for the lines of a label, and a tenth of a second at most
FORMATS: Final = ("Code128", "Code39", "Code93", "Codabar", "ITF", "EAN13", "EAN8", "UPCA", "QRCode", "DataMatrix")


class UnreadablePicture(DomainError):
    """What was sent is no picture that can be opened, or too large a one."""


def read(picture: bytes) -> list[str]:
    """The texts of the barcodes and QR codes in a JPEG, PNG or WebP picture, those nearest its middle first.

    An empty list when there is none. Raises UnreadablePicture.
    """
    import zxingcpp  # here, because most starts of the program see no picture
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(picture) > MAX_BYTES:
        raise UnreadablePicture("picture_too_large", _("The picture is too large: take one of at most 6 MB."))
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UnreadablePicture("picture_too_large", _("The picture is too large: take one of at most 6 MB."))
            image.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
            grey = ImageOps.exif_transpose(image).convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadablePicture("picture_unreadable", _("This picture cannot be opened: take another one.")) from error
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    found = zxingcpp.read_barcodes(grey, formats=_formats(), text_mode=zxingcpp.TextMode.Plain)
    centre = grey.width / 2, grey.height / 2
    found.sort(key=lambda code: _distance(code.position, centre))
    return list(dict.fromkeys(code.text.strip() for code in found if code.text.strip()))


@cache
def _formats() -> "zxingcpp.BarcodeFormats":
    import zxingcpp

    return zxingcpp.BarcodeFormats(tuple(getattr(zxingcpp.BarcodeFormat, name) for name in FORMATS))


def _distance(position: "zxingcpp.Position", centre: tuple[float, float]) -> float:
    """From the middle of a code to the middle of the picture, squared, in pixels."""
    across = (position.top_left.x + position.bottom_right.x) / 2 - centre[0]
    down = (position.top_left.y + position.bottom_right.y) / 2 - centre[1]
    return float(across * across + down * down)
