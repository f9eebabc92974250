"""Spreadsheets: CSV in any separator and encoding, and XLSX, with columns named as librarians name them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import orjson

from lienthu.lib import workbooks
from lienthu.lib.marc.charset import file_encoding
from lienthu.lib.marc.columns import guess_columns
from lienthu.lib.marc.drafting import TARGETS, Values, draft
from lienthu.lib.marc.fonts import font_of_table, fonts_of_columns, respelt
from lienthu.lib.marc.problems import Refused, UnreadableFile
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.separated import Row, Rows, lines, shape_of, whole_lines
from lienthu.lib.marc.streams import Stream

__all__ = (
    "TARGETS", "OpenTable", "Table", "cut", "guess_columns", "open_table", "parse", "peek", "rows_to_record",
)  # fmt: skip

_SAMPLE = 50  # rows that columns and fonts are guessed from
_PER_CUT = 500  # rows handed on together
_TOP = 15  # rows among which the heading is looked for
_HEAD = 1 << 18  # bytes that separator and encoding are told from
_MOST_UNPACKED = 400_000_000  # bytes of a whole catalogue as a workbook; what has more comes as CSV
_BEYOND = "+"  # name of the cells beyond the heading
Known = Callable[[list[str]], int]
_REFUSED = b"\x00"  # what a row that cannot be taken begins with on its way to `parse`


class Table(NamedTuple):
    """What the column mapping is made from."""

    header: list[str]
    rows: list[list[str]]  # the first rows, in Unicode
    guess: dict[str, str]  # heading → target, for the columns that were recognised
    encoding: str


def peek(path: Path, *, format: str, encoding: str = "auto", columns: dict[str, str] | None = None) -> Table:
    """Heading, first rows and guessed columns. Raises UnreadableFile."""
    with _opened(path, format=format, encoding=encoding, known=_known(columns)) as table:
        rows = [row.cells for row in islice(table.rows, _SAMPLE) if not row.code]
    return Table(table.header, rows, guess_columns(table.header, rows), table.encoding)


def open_table(path: Path, *, format: str, encoding: str = "auto", known: "Known") -> "OpenTable":
    """A table of whatever kind, for a with statement: its heading, and below it its rows, each with its line.

    `known` says how many of a row's cells are headings that the caller knows: the heading is the row with most of
    them. Blank rows are left out. Raises UnreadableFile.
    """
    return _opened(path, format=format, encoding=encoding, known=known)


def cut(path: Path, *, format: str, encoding: str, columns: dict[str, str] | None) -> Iterator[tuple[list[bytes], int]]:
    """`(rows, bytes reached)` again and again, each row as `parse` takes it; blank rows are none.

    A row that can be taken is its cells as a JSON object (heading → cell), decoded: the file's separator, heading and
    encoding need not be kept with it. A row of a CSV that cannot is its own line or lines, byte for byte (UTF-16 as
    UTF-8), with its reason before them, which `parse` takes off again. A sheet's row has no bytes of its own and is
    JSON in either case.
    """
    found: list[bytes] = []
    with _opened(path, format=format, encoding=encoding, known=_known(columns)) as table:
        header = table.header
        mapping = columns if columns is not None else guess_columns(header, [])
        titles = [at for at, heading in enumerate(header) if mapping.get(heading) == "title"]
        for row in table.rows:
            code = row.code or _unfit(row.cells, len(header), titles)
            if code and row.raw:
                found.append(b"\x00".join((b"", code.encode(), row.detail.encode(), row.raw)))
            else:
                found.append(_as_json(header, row.cells))
            if len(found) >= _PER_CUT:
                yield found, table.reached
                found = []
        yield found, table.reached


def _unfit(cells: list[str], columns: int, titles: list[int]) -> str:
    """The code that `rows_to_record` refuses the row with, or ""."""
    if not any(cells[at] for at in titles if at < len(cells)):
        return "row-no-title"
    return "row-too-long" if any(cells[columns:]) else ""


def rows_to_record(row: dict[str, str], columns: dict[str, str]) -> Record:
    """The MARC record of one row (heading → cell) by a mapping heading → target. Raises Refused."""
    values: Values = {}
    for heading, cell in row.items():
        target = columns.get(heading)
        if target and (cell := cell.strip()):
            values.setdefault(target, []).append(cell)
    if not values.get("title"):
        raise Refused("row-no-title")
    if _BEYOND in row:
        raise Refused("row-too-long")
    return draft(values)


def parse(raw: bytes, *, columns: dict[str, str] | None) -> Record:
    """One row again, from what `cut` gave. Raises Refused, with the row's own bytes where it had any.

    Those bytes alone are no row that could be parsed: they are without the heading.
    """
    if raw[:1] == _REFUSED:
        _, code, detail, own = raw.split(_REFUSED, 3)
        raise Refused(code.decode(), detail.decode(), raw=own)
    row = orjson.loads(raw)
    return rows_to_record(row, columns if columns is not None else guess_columns(list(row), [list(row.values())]))


class OpenTable:
    """A table being read: its heading and what follows it. Use in a with statement."""

    def __init__(self, rows: Iterator[Row], stream: Stream | None, size: int, encoding: str) -> None:
        self.rows = rows
        self.header: list[str] = []
        self.encoding = encoding
        self._stream = stream
        self._size = size

    @property
    def reached(self) -> int:
        return self._stream.reached if self._stream else self._size

    def __enter__(self) -> "OpenTable":
        return self

    def __exit__(self, *problem: object) -> None:
        if self._stream:
            self._stream.close()


def _known(columns: dict[str, str] | None) -> Known:
    """How many cells are headings of a bibliographic table: those of `columns`, else those that are recognised."""
    if columns:
        return lambda row: sum(cell in columns for cell in row)
    return lambda row: len(guess_columns(row, []))


def _opened(path: Path, *, format: str, encoding: str, known: Known) -> OpenTable:
    size = path.stat().st_size
    separated: Rows | None = None
    if format == "xlsx":
        table = OpenTable(_sheet_rows(path), None, size, "utf-8" if encoding == "auto" else encoding)
    else:
        stream = Stream(path)
        head = stream.read(_HEAD)
        if encoding == "auto":
            encoding = file_encoding([(whole_lines(head), True)])
        shape = shape_of([line.text for line in islice(lines(whole_lines(head), None, encoding), _SAMPLE)])
        separated = Rows(lines(head, stream, encoding), shape)
        table = OpenTable(map(_clean_row, separated), stream, size, encoding)
    first = list(islice(table.rows, _SAMPLE))
    if not first:
        table.__exit__()
        raise UnreadableFile(f"{path.name} is an empty table; fill it in or choose another file.")
    table.rows = chain(first, table.rows)
    _respell(table, [row.cells for row in first if row.unicode and not row.code])
    first = list(islice(table.rows, len(first)))
    top = _heading_row([[] if row.code else row.cells for row in first], known)
    table.header = _distinct(first[top].cells)
    if separated:
        separated.width = len(table.header)
    table.rows = chain(first[top + 1 :], table.rows)
    return table


def _respell(table: OpenTable, sample: list[list[str]]) -> None:
    """Have cells repaired that came as Unicode and hold letters of an old font; never what was decoded just now."""
    told = table.encoding
    if font := font_of_table(sample, told=told):
        table.encoding = font
    if any(fonts := fonts_of_columns(sample, font)):
        table.rows = (row._replace(cells=respelt(row.cells, fonts, font)) if row.unicode else row for row in table.rows)


def _heading_row(rows: list[list[str]], known: Known) -> int:
    """Sheets often open with the library's name and the list's title: the heading is the row with most known names."""
    return max(range(min(len(rows), _TOP)), key=lambda at: (known(_distinct(rows[at])), -at))


def _clean_row(row: Row) -> Row:
    return row._replace(cells=[clean_cell(cell) for cell in row.cells])


def _sheet_rows(path: Path) -> Iterator[Row]:
    """The rows of the first sheet that has any."""
    opened = workbooks.sheets(path, most=_MOST_UNPACKED)
    try:
        for sheet in opened:
            filled = False
            for number, row in enumerate(sheet, 1):
                cells = [_cell(value) for value in row]
                while cells and not cells[-1]:
                    cells.pop()
                if cells:
                    filled = True
                    yield Row(cells, b"", unicode=True, line=number)
            if filled:
                return
    except workbooks.UnreadableWorkbook as problem:
        raise UnreadableFile(f"{path.name} is damaged or no XLSX workbook; open it and save it as XLSX or CSV.") from (
            problem
        )
    finally:
        opened.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return clean_cell(str(value))


def clean_cell(text: str) -> str:
    return text.replace("_x000D_", " ").replace("\u00a0", " ").strip()


def _distinct(header: list[str]) -> list[str]:
    """Names that differ: a blank heading is "#3" by its place, the second "Ghi chú" is "Ghi chú (2)"."""
    names: list[str] = []
    for at, heading in enumerate(header, 1):
        name = " ".join(heading.split()) or f"#{at}"
        number = 2
        unique = name
        while unique in names:
            unique = f"{name} ({number})"
            number += 1
        names.append(unique)
    return names


def _as_json(header: list[str], row: list[str]) -> bytes:
    held = dict(zip(header, row, strict=False))
    if any(cell for cell in row[len(header) :]):
        held[_BEYOND] = "; ".join(row[len(header) :])
    return orjson.dumps(held)
