"""XLSX workbooks that somebody sent: their rows as values, with a bound on what a small file may unfold to."""

import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any, Final

MOST_UNPACKED: Final = 100_000_000  # bytes; openpyxl keeps all text of a workbook in memory
MOST_COLUMNS: Final = 500
LAST_ROW: Final = 1_048_576  # of a sheet in Excel; a file may claim to have more
Values = tuple[Any, ...]


class Formula(str):
    """A formula whose value no program has written beside it: its text, "=A1+A2"."""

    __slots__ = ()


class UnreadableWorkbook(ValueError):
    """It is no workbook, a damaged one, or one that unfolds to more than any of its kind does."""


def sheets(
    file: Path | IO[bytes], *, most: int = MOST_UNPACKED, last: int = LAST_ROW
) -> Generator[Iterator[Values], None, None]:
    """Each sheet's rows, an empty row as (); `last`: the row after which nothing is read.

    Raises UnreadableWorkbook, also while rows are read.
    """
    import openpyxl  # here, because it brings NumPy along: most tables are no workbooks

    with _told():
        # What the archive says of each part is what is read of it at most, so the sum cannot be lied about.
        with zipfile.ZipFile(file) as packed:
            if sum(part.file_size for part in packed.infolist()) > most:
                raise UnreadableWorkbook(f"unfolds to more than {most:,} bytes")
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            yield _rows(sheet, last)
    finally:
        book.close()


def first_sheet(file: Path | IO[bytes], *, most: int = MOST_UNPACKED, last: int = LAST_ROW) -> Iterator[Values]:
    """The rows of the first sheet. Raises UnreadableWorkbook."""
    found = sheets(file, most=most, last=last)
    yield from next(found, iter(()))
    found.close()


def sheets_as_written(
    file: IO[bytes], *, most: int = MOST_UNPACKED, last: int = LAST_ROW
) -> Generator[list[Values], None, None]:
    """Each sheet's rows, with a Formula where a cell holds one that nothing has worked out. Reads the file twice."""
    import openpyxl

    worked_out = [list(sheet) for sheet in sheets(file, most=most, last=last)]
    file.seek(0)
    with _told():
        book = openpyxl.load_workbook(file, read_only=True)
    try:
        for values, sheet in zip(worked_out, book.worksheets, strict=True):
            yield [_as_written(*each) for each in zip_longest(values, _rows(sheet, last), fillvalue=())]
    finally:
        book.close()


def _as_written(values: Values, written: Values) -> Values:
    return tuple(
        Formula(text) if value is None and isinstance(text, str) and text.startswith("=") else value
        for value, text in zip_longest(values, written)
    )


def _rows(sheet: Any, last: int) -> Iterator[Values]:
    wide = min(sheet.max_column or MOST_COLUMNS, MOST_COLUMNS)
    with _told():
        for row in sheet.iter_rows(values_only=True, max_row=last, max_col=wide):
            # A cell in the last row makes a million empty ones above it: those must cost nothing further on.
            yield () if row.count(None) == len(row) else row


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except UnreadableWorkbook:
        raise
    except Exception as problem:  # whatever a broken or hostile file makes the reader raise
        raise UnreadableWorkbook(str(problem)) from problem
