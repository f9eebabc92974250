"""The template of a return: one sheet, headings that cannot be changed, one column to type in, codes hidden.

Imported by the view that needs it: openpyxl brings NumPy along, and few starts of the program need it.
"""

import io
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from lienthu.returns.models import Return
from lienthu.returns.queries.sheets import Line, Sheet
from lienthu.returns.rules.columns import (
    BEFORE,
    CODE,
    COMPUTED,
    FIRST_ROW,
    HEADINGS,
    MARK,
    NAME,
    REPORTED,
    UNIT,
    WORDS,
)

WIDTHS = {NAME: 46, UNIT: 12, BEFORE: 14, COMPUTED: 14, REPORTED: 18, WORDS: 44}
_LINE = Side(style="thin", color="FF9AA5A0")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_OPEN = PatternFill("solid", fgColor="FFFFF8DC")


def template(row: Return, sheet: Sheet, organisation: str) -> bytes:
    """The workbook to send out; figures known already stand in it."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)  # noqa: S101 a new book has one
    page.title = pgettext("report", "Figures")[:31]
    _head(page, row, organisation)
    number = FIRST_ROW
    for part in sheet.parts:
        page.cell(number, NAME, part.name).font = Font(bold=True)
        number += 1
        for line in part.lines:
            _line(page, number, line)
            number += 1
    page.freeze_panes = f"A{FIRST_ROW}"
    page.column_dimensions["A"].hidden = True
    for column, width in WIDTHS.items():
        page.column_dimensions["ABCDEFG"[column - 1]].width = width
    page.protection.sheet = True  # without a password: a guard against slips, not against people
    page.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"
    page.page_setup.orientation, page.page_setup.paperSize = "portrait", 9
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head(page: Worksheet, row: Return, organisation: str) -> None:
    page.cell(1, CODE, f"{MARK}:{row.pk}")
    page.cell(1, NAME, organisation).font = Font(bold=True, size=13)
    page.cell(2, NAME, f"{row.call.name} ({row.call.period.name})")
    page.cell(
        3, NAME, _("Fill in the coloured cells. “-” where a figure is not known: 0 means that there was nothing.")
    )
    for column, heading in HEADINGS.items():
        cell = page.cell(FIRST_ROW - 1, column, str(heading))
        cell.font, cell.border = Font(bold=True), _BOX
        cell.alignment = Alignment(wrap_text=True, vertical="center")


def _line(page: Worksheet, number: int, line: Line) -> None:
    entry, decimals = line.entry, line.indicator.decimals
    page.cell(number, CODE, line.code)
    values: Iterable[tuple[int, object]] = (
        (NAME, line.indicator.name), (UNIT, line.indicator.unit), (BEFORE, _number(entry.before)),
        (COMPUTED, _number(entry.computed)),
        (REPORTED, "-" if entry.state == entry.State.NOT_AVAILABLE else _number(entry.value)),
        (WORDS, entry.reason or entry.word),
    )  # fmt: skip
    for column, value in values:
        cell = page.cell(number, column)
        if isinstance(value, str) and value.startswith("="):
            cell.data_type = "s"
        cell.value, cell.border = value, _BOX  # type: ignore[assignment]
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if column in (BEFORE, COMPUTED, REPORTED):
            cell.number_format = "#,##0" if not decimals else "#,##0.00"
        if column in (REPORTED, WORDS) and not line.is_ratio:
            cell.protection, cell.fill = Protection(locked=False), _OPEN


def _number(value: Decimal | None) -> int | Decimal | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value
