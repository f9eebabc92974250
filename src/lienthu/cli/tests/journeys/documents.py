"""Documents of journeys as text to keep and compare: headings, paragraphs, tables, pictures, in their order."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

FOLDER = Path(__file__).parent / "golden"


def text_of(content: bytes) -> str:
    """What a Word document says, a line a paragraph, tables with their cells between bars."""
    document = Document(io.BytesIO(content))
    return "\n".join(line for piece in document.iter_inner_content() for line in _lines(piece)) + "\n"


def _lines(piece: Paragraph | Table) -> Iterator[str]:
    if isinstance(piece, Table):
        for row in piece.rows:
            yield "| " + " | ".join(" / ".join(cell.text.split("\n")).strip(" /") for cell in row.cells) + " |"
        return
    drawn = piece._p.xpath(".//wp:docPr/@descr")
    if drawn:
        yield f"[{drawn[0]}]"
    if piece.text.strip():
        level = piece._p.xpath("./w:pPr/w:outlineLvl/@w:val")
        yield f"{'#' * (int(level[0]) + 1)} {piece.text}" if level else piece.text


def golden(name: str, said: str) -> None:
    """Compare with what is kept; with LIENTHU_GOLDEN=write in the environment it is kept instead, to be read over."""
    file = FOLDER / f"{name}.txt"
    if os.environ.get("LIENTHU_GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        file.write_text(said, encoding="utf-8")
    if not file.exists():
        pytest.fail(f"{file} is not there yet. It would be:\n{said}")
    assert said == file.read_text(encoding="utf-8")
