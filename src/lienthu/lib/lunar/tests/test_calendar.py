"""The lunar calendar of Viet Nam: what holds of every year, and what is known of some."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lienthu.lib import lunar
from lienthu.lib.lunar import LunarDate, sky

# How fast a busy machine draws examples says nothing of the program.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(lunar.FIRST_YEAR, 1, 1), date(lunar.LAST_YEAR, 12, 31))
YEARS = range(lunar.FIRST_YEAR, lunar.LAST_YEAR + 1)


@unhurried
@given(DAYS)
def test_a_day_comes_back_from_its_lunar_date(day: date) -> None:
    assert lunar.to_solar(lunar.to_lunar(day)) == day


@unhurried
@given(DAYS.filter(lambda day: day.year < lunar.LAST_YEAR))
def test_the_next_day_is_the_next_lunar_day_or_the_first_of_a_month(day: date) -> None:
    today, tomorrow = lunar.to_lunar(day), lunar.to_lunar(day + timedelta(days=1))
    if tomorrow.day != 1:
        assert tomorrow == today._replace(day=today.day + 1)
    else:
        assert today.day in (29, 30)


def test_every_month_has_29_or_30_days_and_every_year_12_months_or_13_with_one_leap_month() -> None:
    for year in YEARS:
        months = lunar.months_of(year)
        leap = [month.number for month in months if month.leap]
        assert len(months) == 12 + len(leap)
        assert len(leap) <= 1
        assert {month.days for month in months} == {29, 30}
        assert sorted({month.number for month in months}) == list(range(1, 13))
        assert all(one.first + one.days == other.first for one, other in itertools.pairwise(months))
        if year < lunar.LAST_YEAR:
            assert months[-1].first + months[-1].days == lunar.months_of(year + 1)[0].first


def test_tet_falls_between_20_january_and_21_february() -> None:
    for year in YEARS:
        assert date(year, 1, 20) <= lunar.new_year(year) <= date(year, 2, 21), year


def test_a_leap_month_follows_the_month_whose_number_it_repeats() -> None:
    for year in YEARS:
        months = lunar.months_of(year)
        for before, month in itertools.pairwise(months):
            assert (month.number == before.number) == month.leap


# Tết as it was kept in Viet Nam (from 1968 the calendar of UTC+7), and as it is announced.
KNOWN = {
    1968: (1, 29), 1969: (2, 16), 1975: (2, 11), 1976: (1, 31), 1984: (2, 2), 1985: (1, 21), 1986: (2, 9),
    1990: (1, 27), 1995: (1, 31), 2000: (2, 5), 2005: (2, 9), 2007: (2, 17), 2010: (2, 14), 2012: (1, 23),
    2015: (2, 19), 2018: (2, 16), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10),
    2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2030: (2, 2), 2053: (2, 18),
}  # fmt: skip
# The same years' first day in China (UTC+8), where it is another.
IN_CHINA = {1968: (1, 30), 1985: (2, 20), 2007: (2, 18), 2030: (2, 3), 2053: (2, 19)}


@pytest.mark.parametrize("year", KNOWN)
def test_tet_is_on_the_day_that_is_known(year: int) -> None:
    assert lunar.new_year(year) == date(year, *KNOWN[year])


@pytest.mark.parametrize("year", IN_CHINA)
def test_tet_is_not_on_the_chinese_day_where_the_two_differ(year: int) -> None:
    assert lunar.new_year(year) != date(year, *IN_CHINA[year])


@pytest.mark.parametrize(
    ("year", "leap"),
    [(1984, 0), (1985, 2), (1987, 7), (2001, 4), (2004, 2), (2006, 7), (2009, 5), (2012, 4), (2014, 9), (2017, 6),
     (2020, 4), (2023, 2), (2025, 6), (2028, 5), (2033, 11)],
)  # fmt: skip
def test_the_leap_month_is_the_one_that_is_known(year: int, leap: int) -> None:
    assert sum(month.number for month in lunar.months_of(year) if month.leap) == leap


def test_days_that_people_know() -> None:
    assert lunar.to_lunar(date(2026, 4, 26)) == LunarDate(2026, 3, 10)  # Giỗ Tổ Hùng Vương
    assert lunar.to_lunar(date(2025, 4, 7)) == LunarDate(2025, 3, 10)
    assert lunar.to_lunar(date(2024, 9, 17)) == LunarDate(2024, 8, 15)  # Trung thu
    assert lunar.to_lunar(date(2025, 7, 25)) == LunarDate(2025, 6, 1, leap=True)
    assert lunar.to_lunar(date(2026, 2, 16)) == LunarDate(2025, 12, 29)


def test_years_are_called_by_stem_and_branch() -> None:
    assert [lunar.name_of_year(year) for year in (1968, 1975, 1984, 2026)] == [
        "Mậu Thân", "Ất Mão", "Giáp Tý", "Bính Ngọ",
    ]  # fmt: skip


def test_a_lunar_date_that_is_not_there_is_refused() -> None:
    for wrong in (LunarDate(2025, 12, 30), LunarDate(2026, 6, 1, leap=True), LunarDate(2026, 1, 0)):
        with pytest.raises(ValueError, match="no LunarDate"):
            lunar.to_solar(wrong)
    for year in (1798, 2200):
        with pytest.raises(ValueError, match="outside"):
            lunar.months_of(year)
    with pytest.raises(ValueError, match="outside"):
        lunar.to_lunar(date(1799, 12, 31))


def test_the_sky_is_where_meeus_computed_it() -> None:
    """His examples: 49.a, the new moon of 18 February 1977 at 3:37:42 TD; 25.b, the sun on 13 October 1992."""
    ahead = 48 / 86_400
    assert sky.new_moon(-283) + ahead == pytest.approx(2443192.65118, abs=0.0001)
    assert sky.sun_longitude(2448908.5 - 59 / 86_400) == pytest.approx(199.90597, abs=0.0005)
