"""The registers on paper and as tables."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.cataloguing.errors import RegisterRefused
from lienthu.cataloguing.models import Source
from lienthu.cataloguing.queries.registers import Asked, Line, Receipt, entries, lines, receipts
from lienthu.common.printing import pdf
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import numbers

MOST_PRINTED = 5_000  # lines: about 250 pages, a volume as binders take it


def as_pdf(library: Organisation, asked: Asked) -> bytes:
    """The register as pages in landscape. Raises RegisterRefused for an empty one, or more than MOST_PRINTED lines."""
    copies = entries(library, asked)
    _refuse_empty(copies)
    if len(copies) > MOST_PRINTED:
        message = _("That is %(lines)d lines; at most %(most)d are printed at once. Choose a range of numbers or days.")
        raise RegisterRefused("too_many", message % {"lines": len(copies), "most": MOST_PRINTED}, lines=len(copies))
    rows = [_cells(line) for line in lines(copies)]
    return pdf("cataloguing/register", {"rows": rows, **_heading(library, described(asked))})


def as_xlsx(library: Organisation, asked: Asked) -> bytes:
    """The register as a table: days and prices as such, one line a copy, however many. Raises RegisterRefused."""
    copies = entries(library, asked)
    _refuse_empty(copies)
    widths = (12, 14, 24, 44, 14, 24, 8, 12, 24, 14, 12, 16, 30)
    return _book(_("Accession register"), headings(), widths, (tuple(line) for line in lines(copies)))


def general_pdf(library: Organisation, *, since: date | None, until: date | None) -> bytes:
    """What came in, by receipt, with its sums. Raises RegisterRefused when nothing did."""
    rows = receipts(library, since=since, until=until)
    _refuse_empty(rows)
    cells = [[str(rank), *_receipt_cells(row)] for rank, row in enumerate(rows, 1)]
    sums = [str(sum(r.titles for r in rows)), str(sum(r.copies for r in rows)), money(sum(r.value for r in rows))]
    about = described(Asked(since=since, until=until))
    return pdf("cataloguing/general_register", {"rows": cells, "sums": sums, **_heading(library, about)})


def general_xlsx(library: Organisation, *, since: date | None, until: date | None) -> bytes:
    """As `general_pdf`, as a table."""
    rows = receipts(library, since=since, until=until)
    _refuse_empty(rows)
    table = ((r.entered_on, str(Source(r.source).label), *r[2:]) for r in rows)
    widths = (12, 16, 30, 16, 12, 10, 10, 14, 12, 14, 14)
    return _book(_("General register"), general_headings(), widths, table)


def headings() -> list[str]:
    """The columns of the register, in the words of Vietnamese libraries once translated."""
    return [
        _("Entered on"), _("Accession number"), _("Author"), _("Title"), _("Place of publication"), _("Publisher"),
        _("Year"), _("Price (đồng)"), _("Call number"), _("Stocktakings"), _("Removed on"),
        _("Removal minutes"), _("Remarks"),
    ]  # fmt: skip


def general_headings() -> list[str]:
    return [
        _("Entered on"), _("Source"), _("From whom"), _("Document"), _("Document date"), _("Number of titles"),
        _("Number of copies"), _("Value (đồng)"), _("Copies without a price"), _("First number"), _("Last number"),
    ]  # fmt: skip


def described(asked: Asked) -> str:
    """What part of the register this is, for its title."""
    parts = []
    if asked.series is not None:
        parts.append(_("series %(name)s") % {"name": asked.series.name})
    if asked.first or asked.last:
        parts.append(_("numbers %(first)s to %(last)s") % {"first": asked.first or "…", "last": asked.last or "…"})
    if asked.since or asked.until:
        values = {"first": day(asked.since) or "…", "last": day(asked.until) or "…"}
        parts.append(_("entered from %(first)s to %(last)s") % values)
    return "; ".join(parts)


def day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def money(value: int | None) -> str:
    """85000 as 85.000, as it is written in Viet Nam."""
    return "" if value is None else numbers.written(value)


def _heading(library: Organisation, about: str) -> dict[str, str]:
    today = timezone.localdate()
    name = federation.names([library.pk], today)[library.pk]
    return {"library": name, "about": about, "printed": day(today)}


def _refuse_empty(found: Sequence[object]) -> None:
    if not found:
        raise RegisterRefused("empty", _("The register has no line for this. Choose another series, range or days."))


def _cells(line: Line) -> list[str]:
    heading = " / ".join(part for part in (line.author, line.title) if part)
    return [
        day(line.entered_on), line.number, heading, line.place, line.publisher, line.year, money(line.price),
        line.call_number, line.counted, day(line.removed_on), line.removal, line.remark,
    ]  # fmt: skip


def _receipt_cells(row: Receipt) -> list[str]:
    return [
        day(row.entered_on), str(Source(row.source).label), row.from_whom, row.document, day(row.document_on),
        str(row.titles), str(row.copies), money(row.value), f"{row.first} – {row.last}",
    ]  # fmt: skip


def _book(name: str, columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one table: headings that stay in view, text never taken for a formula."""
    from openpyxl import Workbook  # here, because it brings NumPy along: few starts of the program need it
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    heads = []
    for text in columns:
        cell = WriteOnlyCell(sheet, value=text)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        heads.append(cell)
    sheet.append(heads)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if value is None:
        return None
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # "=1+1" is a title, not a sum
    elif isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    else:
        cell.number_format = "#,##0"
    return cell
