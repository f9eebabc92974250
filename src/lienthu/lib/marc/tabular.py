"""Spreadsheets: CSV in any separator and encoding, and XLSX, with columns named as librarians name them."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import openpyxl
import orjson
from openpyxl.utils.exceptions import InvalidFileException

from lienthu.lib.marc.charset import VIETNAMESE, file_encoding
from lienthu.lib.marc.columns import guess_columns
from lienthu.lib.marc.drafting import TARGETS, Values, draft
from lienthu.lib.marc.problems import Refused, UnreadableFile
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.streams import CHUNK, Stream
from lienthu.lib.vietnamese import legacy
from lienthu.lib.vietnamese.detection import detect_text

__all__ = ("TARGETS", "Table", "cut_text", "cut_workbook", "guess_columns", "parse", "peek", "rows_to_record")

_LONGEST_CELL = 1 << 20
_SAMPLE = 50  # rows that columns and encoding are guessed from
_BEYOND = "+"  # name of cells beyond the heading
_MARKS = (",", ";", "\t", "|")
csv.field_size_limit(_LONGEST_CELL)


class Table(NamedTuple):
    """What the column mapping is made from."""

    header: list[str]
    rows: list[list[str]]  # the first rows, in Unicode
    guess: dict[str, str]  # heading → target, for the columns that were recognised
    encoding: str


def peek(path: Path, head: bytes, *, format: str, encoding: str = "auto") -> Table:
    """Heading, first rows and guessed columns. Raises UnreadableFile."""
    if encoding == "auto":
        encoding = "utf-8" if format == "xlsx" else file_encoding([(_whole_lines(head), True)])
    if format == "xlsx":
        rows = _sheet_rows(path)
    else:
        stream = Stream(path)
        rows = _text_rows(stream, encoding)
    try:
        first = next(rows, None)
        if first is None:
            raise UnreadableFile(f"{path.name} is an empty table; fill it in or choose another file.")
        sample = [row for _, row in zip(range(_SAMPLE), rows, strict=False)]
    except csv.Error as problem:
        raise UnreadableFile(f"{path.name} cannot be read as a table ({problem}); save it as XLSX.") from problem
    finally:
        rows.close()
        if format != "xlsx":
            stream.close()
    font = _font_coding([first, *sample])
    if font:
        encoding = font
        first, sample = _respelt(first, font), [_respelt(row, font) for row in sample]
    header = _distinct(first)
    return Table(header, sample, guess_columns(header, sample), encoding)


def cut_text(stream: Stream, *, encoding: str) -> Iterator[tuple[list[bytes], int]]:
    """`(rows as JSON objects, bytes reached)` again and again."""
    rows = _text_rows(stream, encoding)
    header = _distinct(_respelt_as(next(rows, []), encoding))
    found: list[bytes] = []
    try:
        for row in rows:
            found.append(_as_json(header, row))
            if len(found) >= _SAMPLE * 10:
                yield found, stream.reached
                found = []
    except csv.Error as problem:
        found.append(orjson.dumps({_BEYOND: f"! {problem}"}))
    yield found, stream.reached


def cut_workbook(path: Path) -> Iterator[tuple[list[bytes], int]]:
    """As `cut_text`, of the first sheet that has anything on it."""
    rows = _sheet_rows(path)
    first = next(rows, [])
    encoding = _font_coding([first]) or ""
    size = path.stat().st_size
    found: list[bytes] = []
    header: list[str] | None = None
    for row in rows:
        if header is None:
            encoding = encoding or _font_coding([first, row]) or ""
            header = _distinct(_respelt(first, encoding) if encoding else first)
        found.append(_as_json(header, row))
        if len(found) >= _SAMPLE * 10:
            yield found, size
            found = []
    yield found, size
