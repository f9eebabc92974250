"""Documents: a template of a room and data become a PDF (Typst) or a DOCX (Word).

A template lies in its room, `src/lienthu/<room>/documents/<name>.typ` or `.docx`. A Typst template imports
"/common/documents/form.typ" for the form of administrative documents and finds its data there as `given`.
"""

import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

if TYPE_CHECKING:
    import typst

FONTS = "common/documents/fonts"


def pdf(template: str, data: Mapping[str, object]) -> bytes:
    """The template ("cataloguing/labels", as room/name) filled with the data, as a tagged PDF with its fonts inside.

    Dates in the data become ISO text and decimals text; whatever a reader sees is formatted by the caller. Fonts are
    those that the program carries, never the machine's, so that a document looks the same everywhere.
    """
    import typst  # here and below, because these are large and most pages print nothing

    return bytes(
        typst.compile(
            str(_place(template, ".typ")),
            root=str(settings.PACKAGE),
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)},
        )
    )


def png(template: str, data: Mapping[str, object], *, dots: int = 220) -> bytes:
    """A drawing as a picture, `dots` to the inch: what a Word document shows where the PDF has the drawing itself."""
    import typst  # as in `pdf`

    return bytes(
        typst.compile(
            str(_place(template, ".typ")),
            root=str(settings.PACKAGE),
            font_paths=_fonts(),
            format="png",
            ppi=dots,
            sys_inputs={"data": json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)},
        )
    )


def docx(template: str, data: Mapping[str, object]) -> bytes:
    """The Word template ("stock/minutes", as room/name) filled with the data; text is escaped."""
    from docxtpl import DocxTemplate

    document = DocxTemplate(_place(template, ".docx"))
    document.render(dict(data), autoescape=True)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _place(template: str, suffix: str) -> Path:
    room, _slash, name = template.partition("/")
    return Path(settings.PACKAGE) / room / "documents" / f"{name}{suffix}"


@cache
def _fonts() -> "typst.Fonts":
    """Read once: the files of the program and those built into Typst."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(Path(settings.PACKAGE) / FONTS)])
