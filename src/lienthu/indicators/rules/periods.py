"""Periods of a report: a month, a quarter, six or nine months, a year, or any stretch of days such as a term.

Each has a code that stands in addresses and files: `2026-03`, `2026-Q1`, `2026-6M`, `2026-9M`, `2026`,
`2020-01-01..2022-10-12`.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.indicators.errors import PeriodRefused

FIRST_YEAR, LAST_YEAR = 1950, 2199
QUARTERS = ("I", "II", "III", "IV")


class Kind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    SIX_MONTHS = "6m"
    NINE_MONTHS = "9m"
    YEAR = "year"
    STRETCH = "stretch"  # from day to day: a term

    @property
    def label(self) -> str:
        return str(KIND_NAMES[self])


KIND_NAMES = {
    Kind.MONTH: gettext_lazy("month"),
    Kind.QUARTER: gettext_lazy("quarter"),
    Kind.SIX_MONTHS: gettext_lazy("first six months"),
    Kind.NINE_MONTHS: gettext_lazy("first nine months"),
    Kind.YEAR: gettext_lazy("year"),
    Kind.STRETCH: gettext_lazy("from day to day"),
}
MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.SIX_MONTHS: 6, Kind.NINE_MONTHS: 9, Kind.YEAR: 12}


@dataclass(frozen=True, order=True)
class Period:
    """From the day `first` until before the day `until`."""

    first: date
    until: date

    def __post_init__(self) -> None:
        if not self.first < self.until:
            raise PeriodRefused("empty_period", _("A period ends after it has begun."))

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)

    @property
    def kind(self) -> Kind:
        months = self._whole_months()
        if months == 1:
            return Kind.MONTH
        if months == 3 and self.first.month % 3 == 1:
            return Kind.QUARTER
        if self.first.month == 1:
            return {6: Kind.SIX_MONTHS, 9: Kind.NINE_MONTHS, 12: Kind.YEAR}.get(months, Kind.STRETCH)
        return Kind.STRETCH

    @property
    def code(self) -> str:
        year = self.first.year
        match self.kind:
            case Kind.MONTH:
                return f"{year}-{self.first.month:02}"
            case Kind.QUARTER:
                return f"{year}-Q{(self.first.month + 2) // 3}"
            case Kind.SIX_MONTHS:
                return f"{year}-6M"
            case Kind.NINE_MONTHS:
                return f"{year}-9M"
            case Kind.YEAR:
                return f"{year}"
        return f"{self.first}..{self.last}"

    @property
    def name(self) -> str:
        """In words: "quarter III of 2026"."""
        year = self.first.year
        match self.kind:
            case Kind.MONTH:
                return _("%(month)d/%(year)d (month)") % {"month": self.first.month, "year": year}
            case Kind.QUARTER:
                return _("quarter %(number)s of %(year)d") % {
                    "number": QUARTERS[(self.first.month - 1) // 3],
                    "year": year,
                }
            case Kind.SIX_MONTHS:
                return _("first six months of %(year)d") % {"year": year}
            case Kind.NINE_MONTHS:
                return _("first nine months of %(year)d") % {"year": year}
            case Kind.YEAR:
                return _("year %(year)d") % {"year": year}
        return _("%(first)s to %(last)s") % {"first": f"{self.first:%d/%m/%Y}", "last": f"{self.last:%d/%m/%Y}"}

    def __str__(self) -> str:
        return self.code

    @property
    def has_year_before(self) -> bool:
        """Whether the same days of the year before lie before it: not those of a term of years."""
        return self.a_year_before().until <= self.first

    def a_year_before(self) -> "Period":
        """The same months or days of the year before: what a report stands beside."""
        if self._whole_months():
            return Period(_shifted(self.first, -12), _shifted(self.until, -12))
        return Period(_shifted(self.first, -12), _shifted(self.last, -12) + timedelta(days=1))

    def before(self) -> "Period":
        """The period of the same length that ends where this one begins."""
        months = self._whole_months()
        if months:
            return Period(_shifted(self.first, -months), self.first)
        return Period(self.first - (self.until - self.first), self.first)

    def months(self) -> "Iterator[Period]":
        """The months it touches, the first and the last cut to its own days."""
        first = self.first
        while first < self.until:
            following = min(_shifted(first.replace(day=1), 1), self.until)
            yield Period(first, following)
            first = following

    def elapsed(self, day: date) -> float:
        """Which part of it was over at the end of the day: 0 before it, 1 after it."""
        gone = (day + timedelta(days=1) - self.first).days / (self.until - self.first).days
        return min(max(gone, 0.0), 1.0)

    def is_over(self, day: date) -> bool:
        """Whether its last day lies before the day."""
        return self.until <= day

    def _whole_months(self) -> int:
        """How many months it is, 0 where it is not made of whole months."""
        if self.first.day != 1 or self.until.day != 1:
            return 0
        return (self.until.year - self.first.year) * 12 + self.until.month - self.first.month


def _shifted(day: date, months: int) -> date:
    """The day so many months later; the last of the month where that has fewer days."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, day.day if day.day <= 28 else min(day.day, calendar.monthrange(year, month + 1)[1]))


def of_year(year: int) -> Period:
    return _months(year, 1, 12)


def of_month(day: date) -> Period:
    return _months(day.year, day.month, 1)


@lru_cache(maxsize=1024)  # a page of ten years names each of its months several times
def _months(year: int, month: int, count: int) -> Period:
    first = date(year, month, 1)
    return Period(first, _shifted(first, count))


_CODE = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|([69])M))?", re.IGNORECASE)


def read(code: str) -> Period:
    """The period of a code. Raises PeriodRefused, which says how codes are written."""
    found = _CODE.fullmatch(code.strip())
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        year = int(found[1])
        if found[2]:
            return _months(year, int(found[2]), 1)
        if found[3]:
            return _months(year, int(found[3]) * 3 - 2, 3)
        return _months(year, 1, int(found[4] or 12))
    first, dots, last = code.strip().partition("..")
    try:
        begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        begins = ends = date.max
    if dots and begins.year >= FIRST_YEAR and ends.year <= LAST_YEAR:
        return Period(begins, ends + timedelta(days=1))
    raise PeriodRefused(
        "unreadable_period",
        _("“%(code)s” is no period. Write 2026, 2026-6M, 2026-9M, 2026-Q1, 2026-03 or 2020-01-01..2022-12-31.")
        % {"code": code[:40]},
    )
