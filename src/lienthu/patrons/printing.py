"""Library cards as a PDF: ID-1 size on A4 sheets, with photo, Code 128 and QR."""

import base64
import io
from collections.abc import Sequence

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from lienthu.common import printing
from lienthu.patrons import pictures
from lienthu.patrons.models import Card

QUIET = 2.5  # mm of white on each side, ten modules of 0.25 mm


def cards(found: Sequence[Card], *, library_name: str) -> bytes:
    """The cards in this order, ten a page."""
    return printing.pdf("patrons/cards", {"cards": [_card(card, library_name) for card in found]})


def _card(card: Card, library_name: str) -> dict[str, object]:
    patron = card.patron
    lines = [_("No. %(number)s") % {"number": patron.number}, patron.category.name]
    if patron.birth_date:
        lines.append(_("Born %(day)s") % {"day": f"{patron.birth_date:%d/%m/%Y}"})
    if patron.school_class:
        lines.append(f"{patron.school_class.name}, {patron.school_class.school.name}")
    if patron.expires_on:
        lines.append(_("Valid until %(day)s") % {"day": f"{patron.expires_on:%d/%m/%Y}"})
    return {
        "library": library_name,
        "name": patron.full_name,
        "initial": patron.full_name.split()[-1][:1] if patron.full_name else "",
        "lines": lines,
        "code": card.code,
        "barcode": barcode(card.code),
        "qr": qr(card.code),
        "photo": _photo(patron.photo),
    }


def barcode(code: str) -> str:
    """Code 128 as an SVG without text below."""
    from barcode import Code128  # here, as below: cards alone need it
    from barcode.writer import SVGWriter

    stream = io.BytesIO()
    options = {"write_text": False, "module_width": 0.25, "module_height": 10.0, "quiet_zone": QUIET}
    Code128(code, writer=SVGWriter()).write(stream, options)
    return stream.getvalue().decode()


def qr(code: str) -> str:
    """The code as a QR, in SVG."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    return str(qrcode.make(code, image_factory=SvgPathImage, border=1).to_string(encoding="unicode"))


def _photo(name: str) -> str:
    """The photo inside an SVG that fills the card's frame; "" where there is none."""
    if not name or not default_storage.exists(name):
        return ""
    with default_storage.open(name) as file:
        data = file.read()
    picture = pictures.read(data)
    if picture is None:
        return ""
    address = f"data:{picture.content_type};base64,{base64.b64encode(data).decode()}"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 23">'
        f'<image href="{address}" width="18" height="23" preserveAspectRatio="xMidYMid slice"/></svg>'
    )
