"""Spreadsheets: CSV in any separator and encoding, and XLSX, with columns named as librarians name them."""

import csv
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree  # only for the error that openpyxl lets through

import openpyxl
import orjson
from openpyxl.utils.exceptions import InvalidFileException

from lienthu.lib.marc.charset import DECODERS, VIETNAMESE, file_encoding, is_utf8
from lienthu.lib.marc.columns import guess_columns
from lienthu.lib.marc.drafting import TARGETS, Values, draft
from lienthu.lib.marc.problems import Refused, UnreadableFile
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.streams import CHUNK, Stream
from lienthu.lib.vietnamese import detect_text, repair

__all__ = ("TARGETS", "Table", "cut", "guess_columns", "parse", "peek", "rows_to_record")

_LONGEST_CELL = 1 << 20
_SAMPLE = 50  # rows that columns and encoding are guessed from
_PER_CUT = 500  # rows handed on together
_TOP = 15  # rows among which the heading is looked for
_HEAD = 1 << 18  # bytes that separator and encoding are told from
_BEYOND = "+"  # name of the cells beyond the heading
_BROKEN = "!"  # name of the place where a table cannot be read any further
_MARKS = (",", ";", "\t", "|")
csv.field_size_limit(_LONGEST_CELL)


class Table(NamedTuple):
    """What the column mapping is made from."""

    header: list[str]
    rows: list[list[str]]  # the first rows, in Unicode
    guess: dict[str, str]  # heading → target, for the columns that were recognised
    encoding: str


def peek(path: Path, *, format: str, encoding: str = "auto", columns: dict[str, str] | None = None) -> Table:
    """Heading, first rows and guessed columns. Raises UnreadableFile."""
    try:
        with _opened(path, format=format, encoding=encoding, columns=columns) as table:
            rows = [row for _, row in zip(range(_SAMPLE), table.rows, strict=False)]
    except csv.Error as problem:
        raise UnreadableFile(f"{path.name} cannot be read as a table ({problem}); save it as XLSX.") from problem
    return Table(table.header, rows, guess_columns(table.header, rows), table.encoding)


def cut(path: Path, *, format: str, encoding: str, columns: dict[str, str] | None) -> Iterator[tuple[list[bytes], int]]:
    """`(rows as JSON objects, bytes reached)` again and again; blank rows are none."""
    found: list[bytes] = []
    with _opened(path, format=format, encoding=encoding, columns=columns) as table:
        try:
            for row in table.rows:
                found.append(_as_json(table.header, row))
                if len(found) >= _PER_CUT:
                    yield found, table.reached
                    found = []
        except csv.Error as problem:
            found.append(orjson.dumps({_BROKEN: str(problem)}))
        yield found, table.reached


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
    """One row again, from its JSON. Raises Refused."""
    row = orjson.loads(raw)
    if _BROKEN in row:
        raise Refused("table-malformed", row[_BROKEN][:80])
    return rows_to_record(row, columns if columns is not None else guess_columns(list(row), [list(row.values())]))


class _Opened:
    """A table being read: its heading and what follows it. Use in a with statement."""

    def __init__(self, rows: Iterator[list[str]], stream: Stream | None, size: int, encoding: str) -> None:
        self.rows = rows
        self.header: list[str] = []
        self.encoding = encoding
        self._stream = stream
        self._size = size

    @property
    def reached(self) -> int:
        return self._stream.reached if self._stream else self._size

    def __enter__(self) -> "_Opened":
        return self

    def __exit__(self, *problem: object) -> None:
        if self._stream:
            self._stream.close()


def _opened(path: Path, *, format: str, encoding: str, columns: dict[str, str] | None) -> _Opened:
    size = path.stat().st_size
    if format == "xlsx":
        table = _Opened(_sheet_rows(path), None, size, "utf-8" if encoding == "auto" else encoding)
    else:
        stream = Stream(path)
        head = stream.read(_HEAD)
        if encoding == "auto":
            encoding = file_encoding([(_whole_lines(head), True)])
        table = _Opened(_text_rows(head, stream, encoding), stream, size, encoding)
    first = [row for _, row in zip(range(_SAMPLE), table.rows, strict=False)]
    if not first:
        table.__exit__()
        raise UnreadableFile(f"{path.name} is an empty table; fill it in or choose another file.")
    if table.encoding in ("utf-8", "mixed") and (font := _font_coding(first)):
        table.encoding = font
    rows: Iterator[list[str]] = chain(first, table.rows)
    if table.encoding in VIETNAMESE:
        first = [_respelt(row, table.encoding) for row in first]
        rows = (_respelt(row, table.encoding) for row in rows)
    top = _heading_row(first, columns)
    table.rows = islice(rows, top + 1, None)
    table.header = _distinct(first[top])
    return table


def _heading_row(rows: list[list[str]], columns: dict[str, str] | None) -> int:
    """Sheets often open with the library's name and the list's title: the heading is the row with most known names."""

    def known(row: list[str]) -> int:
        return sum(cell in columns for cell in _distinct(row)) if columns else len(guess_columns(_distinct(row), []))

    return max(range(min(len(rows), _TOP)), key=lambda at: (known(rows[at]), -at))


def _text_rows(head: bytes, stream: Stream, encoding: str) -> Iterator[list[str]]:
    text = _text(_whole_lines(head), encoding).removeprefix("\ufeff")
    mark = _separator(text)
    lines = _lines(head, stream, encoding)
    if text[:4].lower() == "sep=":
        next(lines, None)
    for row in csv.reader(lines, delimiter=mark):
        if any(cell.strip() for cell in row):
            yield [clean_cell(cell) for cell in row]


def _lines(head: bytes, stream: Stream, encoding: str) -> Iterator[str]:
    """The lines with their ends; decoded by stretches of whole lines, so no character is cut."""
    rest, more, first = b"", head, True
    while True:
        buffer = rest + more
        end = buffer.rfind(b"\n") + 1 if more else len(buffer)
        text = _text(buffer[:end], encoding).replace("\r\n", "\n").replace("\r", "\n")
        if first and end:
            text, first = text.removeprefix("\ufeff"), False
        yield from text.splitlines(keepends=True) if text.isascii() else _split_lines(text)
        rest = buffer[end:]
        if not more:
            return
        more = stream.read(CHUNK)


def _split_lines(text: str) -> Iterator[str]:
    *whole, last = text.split("\n")
    yield from (line + "\n" for line in whole)
    if last:
        yield last


def _text(data: bytes, encoding: str) -> str:
    if is_utf8(data):
        return data.decode()
    name = "latin-1" if encoding in ("utf-8", "mixed") else encoding
    return DECODERS[name](data)


def _whole_lines(head: bytes) -> bytes:
    return head[: head.rfind(b"\n") + 1] or head


def _separator(text: str) -> str:
    """The mark that gives the first rows most columns, and most of them equally many."""
    lines = text.split("\n")[:_SAMPLE]
    if lines[0][:4].lower() == "sep=" and len(lines[0].strip()) == 5:
        return lines[0][4]

    def quality(mark: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(lines[:-1] or lines, delimiter=mark) if any(row)]
        except csv.Error:
            return 0, 0
        common = max(set(widths), key=widths.count, default=0)
        return (widths.count(common) if common > 1 else 0), common

    return max(_MARKS, key=quality)


def _sheet_rows(path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet that has any."""
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, ElementTree.ParseError) as problem:
        raise UnreadableFile(f"{path.name} is damaged or no XLSX workbook; save it as XLSX again.") from problem
    try:
        for sheet in book.worksheets:
            filled = False
            for row in sheet.iter_rows(values_only=True):
                cells = [_cell(value) for value in row]
                while cells and not cells[-1]:
                    cells.pop()
                if cells:
                    filled = True
                    yield cells
            if filled:
                return
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        OSError,
        ElementTree.ParseError,
        zlib.error,
    ) as problem:
        raise UnreadableFile(f"{path.name} is damaged; open it and save it as XLSX again.") from problem
    finally:
        book.close()


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


def _font_coding(rows: list[list[str]]) -> str:
    """The Vietnamese font coding that the cells are in although they came as Unicode, or ""."""
    guess = detect_text([cell for row in rows for cell in row])
    return guess.encoding if guess.encoding in VIETNAMESE and guess.confidence > 0.6 else ""


def _respelt(row: list[str], encoding: str) -> list[str]:
    return [repair(cell, encoding) or cell for cell in row]


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
