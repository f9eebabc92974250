"""Files of gate counters: CSV in any separator and encoding, or XLSX; rows into hours, columns by their headings."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lienthu.lib import workbooks
from lienthu.lib.marc.charset import file_encoding
from lienthu.lib.marc.separated import Rows, lines, shape_of, whole_lines
from lienthu.lib.vietnamese import fold
from lienthu.visits.errors import GateFileRefused
from lienthu.visits.models import GateReject

Reason = GateReject.Reason
TARGETS: Final = ("date", "hour", "in", "out")
NEEDED: Final = ("date", "hour", "in")
LARGEST_COUNT: Final = 100_000
_TOP = 15  # rows among which the heading is looked for
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("ngay", "date", "day", "ngay thang", "ngay gio", "thoi gian", "datetime", "date time", "timestamp"),
    "hour": ("gio", "hour", "time", "khung gio", "ngay gio", "thoi gian", "datetime", "date time", "timestamp"),
    "in": (
        "vao",
        "in",
        "luot vao",
        "so luot",
        "luot",
        "count",
        "total",
        "tong",
        "enter",
        "entries",
        "so nguoi",
        "visits",
    ),
    "out": ("ra", "out", "luot ra", "exit", "exits", "leave"),
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_VIETNAMESE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_HOUR = re.compile(r"(?:^|[T\s])(\d{1,2})\s*(?:[:hgH]\s*(\d{2})?|$|\s*-)")
_NUMBER = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+|\d+(?:[.,]0+)?")


class Sheet(NamedTuple):
    """A table: its headings, and below them each row's number in the file (from 1), its cells, whether it is broken."""

    header: list[str]
    rows: list[tuple[int, list[str], bool]]

    @property
    def first(self) -> list[list[str]]:
        """A few rows to look at."""
        return [cells for _number, cells, broken in self.rows[:6] if not broken]


class Line(NamedTuple):
    """A row that was read. `moment` tells the quarters of an hour apart."""

    day: date
    hour: int
    moment: str
    count_in: int
    count_out: int | None


def table(data: bytes, name: str) -> Sheet:
    """The table in a file. Raises GateFileRefused when it is none."""
    if not data.strip():
        raise GateFileRefused("empty", _("The file is empty. Export it again and choose the new file."))
    rows = list(_sheet(data) if data[:2] == b"PK" else _separated(data))
    if not rows:
        raise GateFileRefused("empty", _("There is no row in the file. Export it again and choose the new file."))
    known = [len(guess_columns(cells)) for _number, cells, _broken in rows[:_TOP]]
    top = known.index(max(known))
    header = [cell.strip() or f"({number})" for number, cell in enumerate(rows[top][1], 1)]
    if len(header) < 2:
        message = _("“%(name)s” has one column only. It must have a date, an hour and a count.") % {"name": name}
        raise GateFileRefused("one_column", message)
    return Sheet(_distinct(header), rows[top + 1 :])


def _separated(data: bytes) -> Iterator[tuple[int, list[str], bool]]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    if b"\x00" in data[:1000]:
        raise GateFileRefused("no_table", _("This is no table. Export it from the counter as CSV or Excel (XLSX)."))
    encoding = file_encoding([(whole_lines(data), True)])
    shape = shape_of([line.text for line in islice(lines(whole_lines(data), None, encoding), 50)])
    for number, row in enumerate(Rows(lines(data, None, encoding), shape), 1):
        yield number, row.cells if not row.code else [row.raw.decode("utf-8", "replace").strip()], bool(row.code)


def _sheet(data: bytes) -> Iterator[tuple[int, list[str], bool]]:
    try:
        for number, row in enumerate(workbooks.first_sheet(io.BytesIO(data)), 1):
            cells = [_text(cell) for cell in row]
            if any(cells):
                yield number, cells, False
    except workbooks.UnreadableWorkbook as error:
        message = _("This Excel file cannot be opened. Save it again as XLSX, or as CSV.")
        raise GateFileRefused("unreadable", message) from error


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _distinct(header: Sequence[str]) -> list[str]:
    found: list[str] = []
    for heading in header:
        name, count = heading, 2
        while name in found:
            name, count = f"{heading} ({count})", count + 1
        found.append(name)
    return found


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Which heading is which target. A column of both day and hour stands for the two."""
    folded = {" ".join(fold(heading).replace("_", " ").split()): heading for heading in reversed(header)}
    found: dict[str, str] = {}
    for target, names in _NAMES.items():
        heading = next((folded[name] for name in names if name in folded), None)
        if heading is not None:
            found[target] = heading
    return found


def columns_for(header: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """The remembered columns where the file has them all, else what the headings say."""
    if remembered and set(remembered.values()) <= set(header):
        return dict(remembered)
    return guess_columns(header)


def read(cells: Sequence[str], header: Sequence[str], columns: Mapping[str, str], today: date) -> Line | Reason:
    """One row by the columns, or the reason why not."""
    by = dict(zip(header, cells, strict=False))
    told = {target: by.get(columns.get(target, ""), "").strip() for target in TARGETS}
    day = day_of(told["date"])
    if day is None:
        return Reason.DATE
    if day > today:
        return Reason.FUTURE
    moment = hour_of(told["hour"])
    if moment is None:
        return Reason.HOUR
    count_in, count_out = number_of(told["in"]), number_of(told["out"]) if told["out"] else None
    if count_in is None or (told["out"] and count_out is None):
        return Reason.COUNT
    return Line(day, moment[0], moment[1], count_in, count_out)


def day_of(text: str) -> date | None:
    """The day in "31/12/2026", "2026-12-31 09:00", "31.12.2026"; None when there is none."""
    for pattern, order in ((_ISO, (1, 2, 3)), (_VIETNAMESE, (3, 2, 1))):
        if found := pattern.match(text):
            try:
                return date(*(int(found.group(number)) for number in order))
            except ValueError:
                return None
    return None


def hour_of(text: str) -> tuple[int, str] | None:
    """The hour and the moment in "9", "09:15", "9h", "9:00-10:00", "2026-12-31 09:15"; None when there is none."""
    bare = _VIETNAMESE.sub("", _ISO.sub("", text)).strip()
    found = _HOUR.search(bare)
    if not found or int(found.group(1)) > 23 or int(found.group(2) or 0) > 59:
        return None
    hour = int(found.group(1))
    if re.search(r"(?i)\b(pm|ch)\b", bare) and hour < 12:
        hour += 12
    return hour, f"{hour}:{found.group(2) or '00'}"


def number_of(text: str) -> int | None:
    """A count as people and spreadsheets write it: "12", "1.204", "12.0"."""
    if not _NUMBER.fullmatch(text):
        return None
    plain = re.sub(r"[.,\s](?=\d{3}(?:\D|$))", "", text)
    number = int(re.split(r"[.,]", plain)[0])
    return number if number <= LARGEST_COUNT else None
