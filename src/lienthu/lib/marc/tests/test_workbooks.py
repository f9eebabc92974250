"""Workbooks that are meant to do harm, or are none."""

import io
import zipfile

import openpyxl
import pytest

from lienthu.lib.workbooks import UnreadableWorkbook, first_sheet


def workbook(*, claims: int | None = None, sheet: bytes | None = None) -> io.BytesIO:
    """A workbook with one cell; its sheet claims to unfold to so many bytes, or is this XML."""
    book, stream, made = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["Họ và tên"])
    book.save(stream)
    with zipfile.ZipFile(stream) as parts, zipfile.ZipFile(made, "w") as packed:
        for part in parts.infolist():
            is_sheet = part.filename.startswith("xl/worksheets/")
            packed.writestr(part.filename, sheet if sheet and is_sheet else parts.read(part))
            if claims and is_sheet:
                packed.infolist()[-1].file_size = claims
    return made


@pytest.mark.parametrize(
    "file", [workbook(claims=200_000_000), io.BytesIO(b"<html>"), io.BytesIO(b"PK\x03\x04"), workbook(sheet=b"<html>")]
)
def test_what_unfolds_to_too_much_or_is_no_workbook_is_refused(file: io.BytesIO) -> None:
    assert list(first_sheet(workbook())) == [("Họ và tên",)]
    with pytest.raises(UnreadableWorkbook):
        list(first_sheet(file))


def test_a_cell_far_out_makes_neither_endless_nor_wide_rows() -> None:
    cell = b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>'
    rows = b"".join((cell % (1, 1), cell % (900, 900), cell % (99_999_999, 99_999_999)))
    names = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    file = workbook(sheet=b"<worksheet %b><sheetData>%b</sheetData></worksheet>" % (names, rows))
    assert list(first_sheet(file, last=2_000)) == [()] * 2_000
