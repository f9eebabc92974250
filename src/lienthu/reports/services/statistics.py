"""A filled statistics form as XLSX, ready to print on A4; and layouts of one's own."""

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.rules.periods import Period
from lienthu.reports.models import Layout
from lienthu.reports.queries.collecting import known_indicators
from lienthu.reports.queries.statistics import Filled
from lienthu.reports.rules import layouts

FONT = "Times New Roman"
WIDTHS, FIGURE = (6, 44, 12), 16
LINE = 16  # points that a line takes


def as_xlsx(form: Filled) -> bytes:
    """Numbers are numbers, shown with their thousands apart; what is not available stays empty."""
    from openpyxl import Workbook  # here and below, because it brings NumPy along

    book = Workbook()
    page: Any = book.active
    page.title = "Biểu"
    across = len(form.heads)
    lead = 3 if form.rows and "ĐVT" in form.heads[:3] else 2  # columns before the figures
    widths = [*WIDTHS[:lead], *[FIGURE] * (across - lead)]
    _set_up(page, widths)
    _write(page, 1, across, form.code, italic=True, align="right", wrap=False)
    for line, title in enumerate(form.titles, 3):
        _across(page, line, across, title, widths, bold=line == 3, size=13 if line == 3 else 12, align="center")
    top = 4 + len(form.titles)
    for column, head in enumerate(form.heads, 1):
        _write(page, top, column, head, bold=True, align="center", box=True)
    page.row_dimensions[top].height = LINE * max(map(_lines, form.heads, widths))
    page.freeze_panes = page.cell(row=top + 1, column=1)
    page.print_title_rows = f"{top}:{top}"
    line = top
    for mark, label, unit, values in form.rows:
        line += 1
        bold = not values or label == "Tổng cộng"
        page.row_dimensions[line].height = LINE * _lines(label, widths[1])
        for column, text in enumerate((mark, label, unit)[:lead], 1):
            _write(page, line, column, text, bold=bold, align="left" if column == 2 else "center", box=True)
        for at, value in enumerate([*values, *[None] * (across - lead - len(values))]):
            cell = _write(page, line, lead + 1 + at, value, bold=bold, align="right", box=True)
            cell.number_format = "0.0" if at in form.shares else _format(value)
    notes = [*form.notes, *([f"Chưa có báo cáo của: {', '.join(form.missing)}."] if form.missing else [])]
    line += 1
    for note in notes:
        line += 1
        _across(page, line, across, note, widths, italic=True)
    _sign(page, line + 2, across, form.signs)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _set_up(page: Any, widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    page.page_setup.paperSize, page.page_setup.fitToHeight = page.PAPERSIZE_A4, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    if len(widths) > 7:
        page.page_setup.orientation = "landscape"
    for number, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width


def _format(value: object) -> str:
    return "#,##0" if not isinstance(value, Decimal) or value == value.to_integral_value() else "#,##0.0#"


def _lines(text: str, width: int) -> int:
    """Lines that the text takes in so wide a cell, of letters of 12 points."""
    return max(-(-len(text) * 21 // (width * 20)), 1)


def _across(page: Any, line: int, across: int, text: str, widths: Sequence[int], **looks: Any) -> None:
    """Words over all columns, as high as they need: no spreadsheet does that of itself for cells that are merged."""
    page.merge_cells(start_row=line, start_column=1, end_row=line, end_column=across)
    _write(page, line, 1, text, **looks)
    page.row_dimensions[line].height = LINE * _lines(text, sum(widths))


def _sign(page: Any, line: int, across: int, signs: Sequence[str]) -> None:
    """Who signs, side by side, each over its share of the columns."""
    for turn, who in enumerate(signs):
        first, last = 1 + across * turn // len(signs), across * (turn + 1) // len(signs)
        if last > first:
            page.merge_cells(start_row=line, start_column=first, end_row=line, end_column=last)
            page.merge_cells(start_row=line + 1, start_column=first, end_row=line + 1, end_column=last)
        _write(page, line, first, who, bold=True, align="center")
        _write(page, line + 1, first, "(Ký, ghi rõ họ tên)", italic=True, align="center")


def _write(
    page: Any, row: int, column: int, value: object, *, bold: bool = False, italic: bool = False, size: int = 12,
    align: str = "left", box: bool = False, wrap: bool = True,
) -> Any:  # fmt: skip
    from openpyxl.styles import Alignment, Border, Font, Side

    cell = page.cell(row=row, column=column)
    cell.value = value if value != "" else None
    if isinstance(value, str) and value.startswith("="):
        cell.data_type = "s"  # words, not a sum
    cell.font = Font(name=FONT, size=size, bold=bold, italic=italic)
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=wrap)
    if box:
        line = Side(style="thin")
        cell.border = Border(left=line, right=line, top=line, bottom=line)
    return cell


@transaction.atomic
def keep_layout(
    *, layout: Layout | None, organisation: Organisation | None, federation: Federation | None, body: str,
    period: Period, is_active: bool, actor: User | None, at: datetime,
) -> Layout:  # fmt: skip
    """A form of one's own, new or changed. Raises TextRefused, which names the line that cannot be read."""
    said = layouts.read(body, known_indicators(period))
    row = layout or Layout(organisation=organisation, federation=federation)
    before = {"name": row.name, "is_active": row.is_active} if layout else None
    row.name, row.body, row.is_active = said.name[:160], body.replace("\r\n", "\n").strip() + "\n", is_active
    row.save()
    after = {"name": row.name, "is_active": is_active, "lines": len(said.rows)}
    audit.record(actor=actor, at=at, action="layout.changed", thing=row, before=before, after=after)
    return row
