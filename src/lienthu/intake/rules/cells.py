"""Days, amounts and words as people and spreadsheets write them."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from lienthu.lib.vietnamese import fold, nfc

FIRST_YEAR = 1900
_SERIAL_ZERO = date(1899, 12, 30)  # Excel's day 0, its leap year 1900 that never was counted in
_SERIALS = range(5_000, 80_000)  # 1913 to 2119
_BLANK = re.compile(r"[\s\-–—./?0:]*|null", re.IGNORECASE)  # signs, and what a database writes into an empty cell
_NOTHING = re.compile(_BLANK.pattern + r"|none|n/?a|kh[oô]ng( r[oõ]| c[oó])?|chưa rõ|ko", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d.*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/., ]\s*(\d{1,2})\s*[-/., ]\s*(\d{4}|\d{2})(?:[T ]+\d{1,2}[:hg].*)?")
_IN_WORDS = re.compile(r"(?:ngay|ng)?\s*(\d{1,2})\s*(?:thang|th|t)\s*(\d{1,2})\s*(?:nam|n)?\s*(\d{4})")
_MONTH = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})|(?:thang|th)\s*(\d{1,2})\s*(?:nam)?\s*(\d{4})")
_YEAR = re.compile(r"(?:nam(?: sinh)?)?\s*((?:18|19|20)\d\d)")
_EIGHT = re.compile(r"(\d{2})(\d{2})(\d{4})")
_AMOUNT = re.compile(r"(\d{1,3}(?:[., ]\d{3})+|\d+)(?:[.,]\d{1,6})?")


class Day(NamedTuple):
    """A day; `exact` is False where only the year or the month was told and the first of it stands for the whole."""

    day: date
    exact: bool


def tidy(text: str) -> str:
    """Composed, with single blanks between the words."""
    return " ".join(nfc(text).split())


def said(text: str) -> str:
    """The tidied text, "" where it only says that there is nothing ("-", "không có", "0000-00-00", "NULL")."""
    text = tidy(text)
    return "" if _NOTHING.fullmatch(text) else text


def literal(text: str) -> str:
    """The tidied text of a number, mark or answer, in which a word is never "nothing": a barcode may read KHONG."""
    text = tidy(text)
    return "" if _BLANK.fullmatch(text) else text


def day_in(text: str, today: date) -> Day | None:
    """The day that a cell says, or None. The day comes before the month, as in Vietnam; one that cannot does not.

    "5/3/2010", "05.03.98", "2010-03-05 00:00", "ngày 5 tháng 3 năm 2010", "05032010", "20100305", "40242" (Excel),
    "3/2010", "2010". Two figures of a year are the last such year that is not after `today`.
    """
    text = fold(text) if not text.isascii() or text[:1].isalpha() else text.strip()
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return _either(int(found[1]), int(found[2]), _whole_year(found[3], today))
    if found := _IN_WORDS.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _YEAR.fullmatch(text):
        return Day(date(int(found[1]), 1, 1), exact=False)
    if found := _MONTH.fullmatch(text):
        month, year = (found[1], found[2]) if found[1] else (found[3], found[4])
        day = _day(int(year), int(month), 1)
        return day and day._replace(exact=False)
    return _figures(text)


def _figures(text: str) -> Day | None:
    """Days written without any sign: 05032010, 20100305, and Excel's count of days."""
    if not text.isascii() or not text.isdigit():
        return None
    if len(text) == 8:
        begun = _day(int(text[:4]), int(text[4:6]), int(text[6:])) if text[:2] in ("18", "19", "20") else None
        found = _EIGHT.fullmatch(text)
        return begun or (_day(int(found[3]), int(found[2]), int(found[1])) if found else None)
    if len(text) == 5 and int(text) in _SERIALS:
        return Day(_SERIAL_ZERO + timedelta(days=int(text)), exact=True)
    return None


def _either(first: int, second: int, year: int) -> Day | None:
    """Day and month; the month first only where it cannot be otherwise (3/25/2010)."""
    return _day(year, second, first) or (_day(year, first, second) if second > 12 else None)


def _whole_year(text: str, today: date) -> int:
    if len(text) == 4:
        return int(text)
    century = today.year // 100 * 100
    return century + int(text) - (100 if century + int(text) > today.year else 0)


def _day(year: int, month: int, day: int) -> Day | None:
    if not 1800 <= year < 2200:
        return None
    try:
        return Day(date(year, month, day), exact=True)
    except ValueError:
        return None


def amount_in(text: str) -> int | None:
    """đồng in "85.000 đ", "85,000", "85000.00", "85 000 VNĐ"; None when it is no amount."""
    plain = re.sub(r"(vnd|dong|d|₫)\.?$", "", fold(text).strip()).strip() if not text.isascii() else text.strip()
    plain = re.sub(r"(?i)\s*(vn[dđ]|đồng|dong|[dđ₫])\.?$", "", plain).strip()
    found = _AMOUNT.fullmatch(plain)
    return int(re.sub(r"[., ]", "", found[1])) if found else None


def phone_in(text: str) -> str:
    """The phone number as written, with the zero that a spreadsheet took from its front."""
    text = tidy(text).removeprefix("'")
    return "0" + text if len(text) == 9 and text.isdigit() and text[0] in "35789" else text


_FEMALE, _MALE = (
    {"nu", "female", "f", "woman", "girl", "ba", "chi", "co"},
    {"nam", "male", "m", "man", "boy", "ong", "anh"},
)
_OTHER_SEX = {"o", "other", "khac", "n", "a"}


def sex_in(text: str) -> str | None:
    """ "female", "male", "" for what is said to be neither, None for what is not understood."""
    word = fold(text)
    return "female" if word in _FEMALE else "male" if word in _MALE else "" if word in _OTHER_SEX else None


_YES = {"x", "co", "dong i", "dong y", "yes", "y", "1", "true", "da ki", "da ky", "roi"}
_NO = {"khong", "no", "n", "0", "false", "chua", "khong dong i", "khong dong y"}


def yes_in(text: str) -> bool | None:
    word = fold(text)
    return True if word in _YES else False if word in _NO else None


_STATUSES = {
    "available": "available;san sang;co san;con;trong kho;tren gia;san co;tot;binh thuong;moi;0;co;on shelf",
    "on_loan": "on loan;dang muon;dang cho muon;da muon;cho muon;checked out;ban doc muon",
    "in_process": "in process;dang xu li;cho xu li;xu li ki thuat;moi nhap;cho xep gia;on order",
    "damaged": "damaged;hong;hu hong;rach;hu;rach nat;can sua;cho sua",
    "lost": "lost;mat;that lac;bi mat;missing;that thoat",
    "withdrawn": "withdrawn;thanh li;thanh loc;da thanh li;da thanh loc;loai bo;huy;da huy;weeded",
}
_STATUS_OF = {fold(word): status for status, words in _STATUSES.items() for word in words.split(";")}


def status_in(text: str) -> str | None:
    """A value of catalogue.Copy.Status, or None for a word that is not known."""
    return _STATUS_OF.get(fold(text))
