"""Tables as one XLSX file: headings that stay in view, text never taken for a formula, days and numbers as such."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

LONGEST_NAME = 31  # of a sheet, in Excel
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # which no cell may hold
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))  # in the name of a sheet


@dataclass(frozen=True)
class Sheet:
    """One table. `columns`: heading and width in characters; cells are text, numbers, dates or None."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[object]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets in their order; rows are written as they come, however many."""
    from openpyxl import Workbook  # here and below, because it brings NumPy along: few starts of the program need it

    book = Workbook(write_only=True)
    for sheet in sheets:
        _add(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _add(book: "Workbook", sheet: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(sheet.name.translate(FORBIDDEN)[:LONGEST_NAME])
    page.freeze_panes = "A2"
    heads = []
    for number, (text, width) in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = width
        head = WriteOnlyCell(page, value=text)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        heads.append(head)
    page.append(heads)
    for row in sheet.rows:
        page.append([None if value is None or value == "" else _cell(page, value) for value in row])


def _cell(page: Any, value: object) -> Any:
    """A plain value where the writer takes it for what it is, which is much faster than a cell of one's own."""
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):  # in the hub's own time; Excel knows no other
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return value
    text = CONTROLS.sub("", str(value))
    if not text.startswith("="):
        return text
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, value=text)
    cell.data_type = "s"  # "=1+1" is a title, not a sum
    return cell
