"""Reading a class list: an XLSX table with a heading row, one pupil a row."""

import io
import re
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from lienthu.lib import workbooks
from lienthu.lib.vietnamese import fold, nfc
from lienthu.patrons.errors import CategoryRefused

MOST_ROWS = 5_000
# What a column's heading may be, folded; the first is the one of the sheet that the library hands out.
HEADINGS: dict[str, tuple[str, ...]] = {
    "full_name": ("ho va ten", "ho ten", "ho va ten hoc sinh", "full name", "name"),
    "birth_date": ("ngai sinh", "ngay sinh", "ngai thang nam sinh", "ngay thang nam sinh", "date of birth", "born"),
    "class": ("lop", "class"),
    "sex": ("gioi tinh", "sex"),
    "guardian": ("ho ten phu huinh", "ho va ten phu huinh", "ho ten phu huynh", "phu huinh", "guardian"),
    "phone": ("dien thoai phu huinh", "so dien thoai", "dien thoai", "sdt", "phone"),
    "agrees": ("phu huinh dong i", "phu huynh dong y", "dong i", "dong y", "consent", "guardian agrees"),
}
SHEET = ("Họ và tên", "Ngày sinh", "Lớp", "Giới tính", "Họ tên phụ huynh", "Điện thoại phụ huynh", "Phụ huynh đồng ý")
YES = {"x", "co", "dong i", "dong y", "yes", "1", "true", "da ki", "da ky"}
FEMALE, MALE = {"nu", "female", "f"}, {"nam", "male", "m"}


def read(data: bytes) -> list[dict[str, Any]]:
    """[{"row", "facts", "problem"}] of the file's first sheet; `problem` is "" for a row that can be taken in.

    Raises CategoryRefused when the file is no such table at all.
    """
    try:
        table = [list(row) for row in workbooks.first_sheet(io.BytesIO(data), last=MOST_ROWS + 50)]
    except workbooks.UnreadableWorkbook as error:
        message = _("This file is no Excel workbook (XLSX). Save it as XLSX and send it again.")
        raise CategoryRefused("no_workbook", message, field="file") from error
    first, columns = _headings(table)
    rows = []
    for number, values in enumerate(table[first + 1 :], first + 2):
        if any(value not in (None, "") for value in values):
            rows.append(_row(number, {name: values[place] for name, place in columns.items() if place < len(values)}))
    if not rows:
        raise CategoryRefused("no_rows", _("There is no pupil below the headings."), field="file")
    if len(rows) > MOST_ROWS:
        message = _("One list takes up to %(count)d pupils. Cut it in parts.") % {"count": MOST_ROWS}
        raise CategoryRefused("too_many_rows", message, field="file")
    return rows


def _headings(table: list[list[Any]]) -> tuple[int, dict[str, int]]:
    """The row of headings among the first twenty, and the column of each fact."""
    for number, values in enumerate(table[:20]):
        said = [fold(str(value)) if value is not None else "" for value in values]
        columns = {
            name: next(place for place, word in enumerate(said) if word in {fold(each) for each in words})
            for name, words in HEADINGS.items()
            if any(word in {fold(each) for each in words} for word in said)
        }
        if {"full_name", "class"} <= columns.keys():
            return number, columns
    message = _("No heading row was found. The table needs at least the columns “Họ và tên” and “Lớp”.")
    raise CategoryRefused("no_headings", message, field="file")


def _row(number: int, values: dict[str, Any]) -> dict[str, Any]:
    text = {name: " ".join(nfc(str(value)).split()) for name, value in values.items() if value is not None}
    problem = ""
    born = _day(values.get("birth_date"))
    grade = re.match(r"\d{1,2}", text.get("class", ""))
    if not text.get("full_name"):
        problem = _("There is no name.")
    elif values.get("birth_date") not in (None, "") and born is None:
        problem = _("“%(text)s” is no date; write it as 31/12/2015.") % {"text": text.get("birth_date", "")}
    elif born is None:
        problem = _("There is no date of birth.")
    elif not grade or not 1 <= int(grade[0]) <= 12:
        problem = _("The class must begin with its grade, from 1 to 12: 6A1.")
    sex = fold(text.get("sex", ""))
    facts = {
        "full_name": text.get("full_name", ""),
        "birth_date": born.isoformat() if born else text.get("birth_date", ""),
        "class": text.get("class", ""),
        "grade": int(grade[0]) if grade else 0,
        "sex": "female" if sex in FEMALE else "male" if sex in MALE else "",
        "guardian": text.get("guardian", ""),
        "phone": text.get("phone", ""),
        "agrees": fold(text.get("agrees", "")) in YES,
    }
    return {"row": number, "facts": facts, "problem": problem}


def _day(value: object) -> date | None:
    """A day as a workbook has it: a date, or text with the day first."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = re.fullmatch(r"\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*", str(value or ""))
    if not found:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def sheet(rows: list[dict[str, Any]] = []) -> bytes:  # noqa: B006 only read
    """An XLSX table to fill in; with rows, those and what is wrong with each."""
    import openpyxl  # here, because it brings NumPy along: few starts of the program need it

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None  # noqa: S101 a new workbook has one
    page.append([*SHEET, *([_("What is wrong")] if rows else [])])
    for row in rows:
        facts = row["facts"]
        sex = {"female": "Nữ", "male": "Nam"}.get(facts["sex"], "")
        day = _shown(facts["birth_date"])
        agrees = "x" if facts["agrees"] else ""
        cells = [facts["full_name"], day, facts["class"], sex, facts["guardian"], facts["phone"], agrees]
        page.append([_plain(cell) for cell in (*cells, row["problem"])])
    for letter, width in zip("ABCDEFGH", (28, 14, 10, 11, 28, 22, 18, 50), strict=True):
        page.column_dimensions[letter].width = width
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _shown(day: str) -> str:
    try:
        return f"{date.fromisoformat(day):%d/%m/%Y}"
    except ValueError:
        return day


def _plain(text: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} and not text[1:].replace(" ", "").isdigit() else text
