"""Months and years of the lunar calendar, kept once computed."""

import itertools
from bisect import bisect_right
from datetime import date
from functools import lru_cache
from math import floor
from typing import Final, NamedTuple

from lienthu.lib.lunar import sky

FIRST_YEAR: Final = 1800  # solar years
LAST_YEAR: Final = 2199
_FIRST_DAY, _LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
_MERIDIAN: Final = 7 / 24  # days that Viet Nam's clock is ahead of Greenwich
_ORDINAL_0: Final = 1721424.5  # JD at the midnight that begins the day before 1 January of the year 1
_STEMS: Final = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES: Final = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")


class LunarDate(NamedTuple):
    """A lunar day. `year` is the solar year in which its Tết falls; `leap` tells the second month of one number."""

    year: int
    month: int  # 1–12
    day: int  # 1–30
    leap: bool = False


class Month(NamedTuple):
    """A lunar month: its number, whether it is the leap month, its first day as an ordinal, its days (29 or 30)."""

    number: int
    leap: bool
    first: int
    days: int


def to_lunar(day: date) -> LunarDate:
    """The lunar date of a solar day; ValueError outside 1800–2199."""
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError(f"{day} is outside {FIRST_YEAR} to {LAST_YEAR}")
    ordinal = day.toordinal()
    year = day.year if ordinal >= months_of(day.year)[0].first else day.year - 1
    months = months_of(year)
    month = months[bisect_right(months, ordinal, key=lambda each: each.first) - 1]
    return LunarDate(year, month.number, ordinal - month.first + 1, month.leap)


def to_solar(lunar: LunarDate) -> date:
    """The solar day of a lunar date; ValueError when there is none: no such leap month, or no 30th."""
    for month in months_of(lunar.year):
        if (month.number, month.leap) == (lunar.month, lunar.leap) and 1 <= lunar.day <= month.days:
            return date.fromordinal(month.first + lunar.day - 1)
    raise ValueError(f"the lunar calendar has no {lunar}")


def new_year(year: int) -> date:
    """Tết Nguyên đán: the first day of the lunar year that begins in the solar year."""
    return date.fromordinal(months_of(year)[0].first)


def name_of_year(year: int) -> str:
    """Stem and branch (can chi) of the lunar year: 2026 is Bính Ngọ."""
    return f"{_STEMS[(year - 4) % 10]} {_BRANCHES[(year - 4) % 12]}"


@lru_cache(maxsize=512)
def months_of(year: int) -> tuple[Month, ...]:
    """The twelve or thirteen months of a lunar year (1799–2199), in order."""
    if not FIRST_YEAR - 1 <= year <= LAST_YEAR:
        raise ValueError(f"the lunar year {year} is outside {FIRST_YEAR - 1} to {LAST_YEAR}")
    ending, beginning = _from_solstice(year), _from_solstice(year + 1)
    return (
        *(month for month in ending if month.number <= 10),
        # The year's own eleventh and twelfth month stand at the head of the next run from solstice to solstice.
        *(month for month in beginning if month.number >= 11),
    )


@lru_cache(maxsize=512)
def _from_solstice(year: int) -> tuple[Month, ...]:
    """The months from the one with the winter solstice of the year before to the last before that of the year.

    That month is the eleventh. Where thirteen lie between two solstices, the first in which the sun enters no new
    twelfth of its way (no principal term) repeats the number of the month before it.
    """
    first, end = _solstice_moon(year - 1), _solstice_moon(year)
    starts = [_day_of(sky.new_moon(k)) for k in range(first, end + 1)]
    months: list[Month] = []
    number, leap_seen = 10, len(starts) == 13
    for start, after in itertools.pairwise(starts):
        leap = not leap_seen and bool(months) and _twelfth(start) == _twelfth(after)
        leap_seen = leap_seen or leap
        number = number if leap else number % 12 + 1
        months.append(Month(number, leap, start, after - start))
    return tuple(months)


@lru_cache(maxsize=1024)
def _solstice_moon(year: int) -> int:
    """The number of the new moon that begins the month with the winter solstice of the year."""
    end_of_year = date(year, 12, 31).toordinal() + _ORDINAL_0
    k = sky.first_new_moon_after(end_of_year) + 1
    while _day_of(sky.new_moon(k)) > date(year, 12, 31).toordinal() or _twelfth(_day_of(sky.new_moon(k))) >= 9:
        k -= 1
    return k


def _twelfth(ordinal: int) -> int:
    """In which twelfth of its way the sun stands as the day begins in Viet Nam; the ninth begins at the solstice."""
    return floor(sky.sun_longitude(ordinal + _ORDINAL_0 - _MERIDIAN) / 30)


def _day_of(jd: float) -> int:
    """The ordinal of the day in Viet Nam that the moment falls on."""
    return floor(jd + _MERIDIAN - _ORDINAL_0)
