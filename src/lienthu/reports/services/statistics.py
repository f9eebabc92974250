"""A filled statistics form as XLSX, ready to print on A4; and layouts of one's own."""

import io
from datetime import datetime
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
WIDTHS = (6, 44, 12)


def as_xlsx(form: Filled) -> bytes:
    """Numbers are numbers, shown with their thousands apart; what is not available stays empty."""
    from openpyxl import Workbook  # here and below, because it brings NumPy along
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page: Any = book.active
    page.title = "Biểu"
    page.page_setup.paperSize, page.page_setup.fitToHeight = page.PAPERSIZE_A4, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    if len(form.heads) > 7:
        page.page_setup.orientation = "landscape"
    across = len(form.heads)
    for number, width in enumerate([*WIDTHS, *[16] * (across - 3)], 1):
        page.column_dimensions[get_column_letter(number)].width = width
    _write(page, 1, across, form.code, italic=True, align="right")
    for line, title in enumerate(form.titles, 3):
        page.merge_cells(start_row=line, start_column=1, end_row=line, end_column=across)
        _write(page, line, 1, title, bold=line == 3, size=13 if line == 3 else 12, align="center")
    top = 4 + len(form.titles)
    for column, head in enumerate(form.heads, 1):
        _write(page, top, column, head, bold=True, align="center", box=True)
    page.freeze_panes = page.cell(row=top + 1, column=1)
    page.print_title_rows = f"{top}:{top}"
    line = top
    for mark, label, unit, values in form.rows:
        line += 1
        bold = not values or label == "Tổng cộng"
        for column, text in enumerate((mark, label, unit), 1):
            _write(page, line, column, text, bold=bold, align="left" if column == 2 else "center", box=True)
        for column, value in enumerate([*values, *[None] * (across - 3 - len(values))], 4):
            cell = _write(page, line, column, value, bold=bold, align="right", box=True)
            cell.number_format = "#,##0" if value is None or value == int(value) else "#,##0.0#"
    notes = [*form.notes, *([f"Chưa có báo cáo của: {', '.join(form.missing)}."] if form.missing else [])]
    for number, note in enumerate(notes, line + 2):
        _write(page, number, 1, note, italic=True, align="left", wrap=False)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


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
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=wrap and row > 2)
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
