"""Which hours hold on a day: pure decisions over rows."""

from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lienthu.calendars import grid, rules
from lienthu.calendars.rules import Hours, Span, Special

MORNING, AFTERNOON = Span(time(7, 30), time(11, 30)), Span(time(13, 30), time(17))
WEEK = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
FEBRUARY = date(2026, 2, 1)


def hours(key: int, rank: int = 0, begin: date | None = None, end: date | None = None, rule: str = WEEK) -> Hours:
    return Hours(key, rank, begin, end, ((rule, MORNING), (rule, AFTERNOON)))


def tet(rank: int = 9, **more: object) -> Special:
    facts = {"first": (0, 12, -1), "last": (0, 1, 4), **more}
    return Special(1, rank, "Tết", "lunar", (), **facts)  # type: ignore[arg-type]


def closed_days(*specials: Special, month: date = FEBRUARY, timetables: tuple[Hours, ...] = ()) -> list[int]:
    return [on.day for on, day in rules.month_of(timetables, specials, month).items() if not day.is_open]


def test_without_anything_written_down_every_day_is_open_and_nobody_knows_when() -> None:
    days = rules.month_of((), (), FEBRUARY)
    assert len(days) == 28
    assert all(day.is_open and not day.known for day in days.values())


def test_a_week_is_open_on_its_days_from_morning_to_evening() -> None:
    days = rules.month_of((hours(7),), (), FEBRUARY)
    assert days[date(2026, 2, 2)].spans == (MORNING, AFTERNOON)
    assert days[date(2026, 2, 2)].hours == 7
    assert not days[date(2026, 2, 1)].is_open  # a Sunday


def test_of_two_timetables_the_nearer_counts_and_then_the_one_that_began_last() -> None:
    above, own = hours(1, 2), hours(2, 1)
    summer = hours(3, 1, date(2026, 2, 9), date(2026, 2, 16), "FREQ=WEEKLY;BYDAY=SU")
    days = rules.month_of((above, own, summer), (), FEBRUARY)
    assert [days[date(2026, 2, number)].hours for number in (8, 9, 15, 16)] == [2, 3, 3, 2]
    assert days[date(2026, 2, 15)].is_open
    assert not days[date(2026, 2, 10)].is_open


def test_tet_begins_on_the_last_day_of_the_old_year_whether_that_is_the_29th_or_the_30th() -> None:
    assert closed_days(tet()) == [16, 17, 18, 19, 20]  # 29 Chạp is the last
    assert closed_days(tet(), month=date(2024, 2, 1)) == [9, 10, 11, 12, 13]  # 30 Chạp
    assert closed_days(tet(first=(0, 12, -2))) == [15, 16, 17, 18, 19, 20]
    assert closed_days(tet(first=(0, 12, 30), last=(0, 12, 30))) == [16]


def test_a_lunar_holiday_over_the_turn_of_the_solar_year_is_found_in_both() -> None:
    # 11th lunar month of 2024: 1 to 30 December; the 12th begins on 31 December.
    winter = tet(first=(0, 11, 29), last=(0, 12, 3))
    assert closed_days(winter, month=date(2024, 12, 1)) == [29, 30, 31]
    assert closed_days(winter, month=date(2025, 1, 1)) == [1, 2]


def test_a_solar_holiday_may_lie_over_new_year_and_29_february_waits_for_its_year() -> None:
    turn = Special(1, 0, "Giao thừa", "solar", (), first=(0, 12, 31), last=(0, 1, 2))
    assert closed_days(turn, month=date(2026, 12, 1)) == [31]
    assert closed_days(turn, month=date(2026, 1, 1)) == [1, 2]
    leap = Special(1, 0, "29/2", "solar", (), first=(0, 2, 29), last=(0, 2, 29))
    assert closed_days(leap) == []
    assert closed_days(leap, month=date(2028, 2, 1)) == [29]


def test_a_holiday_is_kept_only_in_its_years() -> None:
    from_2027 = tet(valid_from=date(2027, 1, 1))
    assert closed_days(from_2027) == []
    assert closed_days(from_2027, month=date(2027, 2, 1)) == [5, 6, 7, 8, 9]


def test_a_long_closing_holds_in_every_month_it_covers() -> None:
    repairs = Special(1, 0, "Sửa nhà", "once", (), first=(2025, 11, 20), last=(2027, 3, 2))
    assert len(closed_days(repairs)) == 28
    assert closed_days(repairs, month=date(2027, 3, 1)) == [1, 2]


def test_the_first_monday_of_the_month_can_be_closed() -> None:
    monday = Special(1, 0, "Họp", "rule", (), rule="FREQ=MONTHLY;BYDAY=1MO")
    assert closed_days(monday) == [2]
    assert closed_days(monday, month=date(2026, 6, 1)) == [1]


def test_every_second_week_counts_from_its_first_day() -> None:
    second = Special(
        1, 0, "Xe đi cơ sở", "rule", (), valid_from=date(2026, 1, 9), rule="FREQ=WEEKLY;BYDAY=FR;INTERVAL=2"
    )
    assert closed_days(second) == [6, 20]


def test_a_nearer_special_day_opens_on_an_inherited_holiday() -> None:
    own = Special(5, 1, "Hội báo Xuân", "once", (Span(time(8), time(11)),), first=(2026, 2, 19), last=(2026, 2, 19))
    days = rules.month_of((hours(7),), (tet(), own), FEBRUARY)
    assert (days[date(2026, 2, 19)].is_open, days[date(2026, 2, 19)].reason) == (True, "Hội báo Xuân")
    assert not days[date(2026, 2, 18)].is_open


def test_of_one_places_special_days_the_one_of_that_day_counts_and_then_the_last_written() -> None:
    yearly = Special(9, 0, "hằng năm", "solar", (), first=(0, 2, 3), last=(0, 2, 3))
    once = Special(2, 0, "một lần", "once", (MORNING,), first=(2026, 2, 3), last=(2026, 2, 3))
    again = Special(3, 0, "sửa lại", "once", (AFTERNOON,), first=(2026, 2, 3), last=(2026, 2, 3))
    assert rules.foremost([yearly, once]) is once
    assert rules.foremost([yearly, again, once]) is again


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("7:30-11:30", "07:30-11:30"),
        ("7h30 – 11h, 13:30—17", "07:30-11:00 13:30-17:00"),
        ("13.30-17.00; 7-11", "07:00-11:00 13:30-17:00"),
        ("", ""),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, kept: str) -> None:
    assert rules.write_hours(rules.read_hours(text)) == kept
    assert rules.write_hours(rules.read_hours(kept)) == kept


@pytest.mark.parametrize("text", ["sáng", "7:30", "11-7", "7-12, 11-13", "25-26", "7:61-9", "7-"])
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        rules.read_hours(text)


@pytest.mark.parametrize(
    "rule",
    ["", "FREQ=HOURLY", "FREQ=DAILY;COUNT=3", "FREQ=DAILY;UNTIL=20260101", "BYDAY=MO", "FREQ=WEEKLY;BYDAY=XX"],
)
def test_a_rule_that_calendars_do_not_keep_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        rules.tidy_rule(rule)


def span_of(begin: int, half_hours: int) -> Span:
    end = min(begin + half_hours, 47)
    return Span(time(begin // 2, begin % 2 * 30), time(end // 2, end % 2 * 30))


# How fast a busy machine draws examples says nothing of the program.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SPANS = st.builds(span_of, st.integers(0, 46), st.integers(1, 20))


@unhurried
@given(st.dictionaries(st.tuples(st.sampled_from(rules.DAYS), st.sampled_from(grid.PARTS)), SPANS))
def test_a_week_comes_back_from_its_rules_whatever_is_in_it(cells: dict[tuple[str, str], Span]) -> None:
    def by_day(given: list[tuple[str, Span]]) -> set[tuple[str, Span]]:
        return {(day, span) for rule, span in given for day in rule.partition("BYDAY=")[2].split(",")}

    spans = grid.to_spans(cells)
    shown, others = grid.from_spans(spans)
    assert by_day([*grid.to_spans(shown), *others]) == by_day(spans)
    assert by_day(spans) == {(day, span) for (day, _part), span in cells.items()}


def test_what_is_not_of_every_week_has_no_place_in_the_grid_and_is_kept() -> None:
    saturday = ("FREQ=MONTHLY;BYDAY=1SA", MORNING)
    shown, others = grid.from_spans([saturday, (WEEK, MORNING)])
    assert others == [saturday]
    assert shown["MO", "morning"] == MORNING


@pytest.mark.parametrize(
    ("written", "closed"),
    [
        (["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY;BYDAY=SA"], ["SU"]),
        (["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"], []),
        (["FREQ=WEEKLY;BYDAY=TU,WE,TH,FR,SA", "FREQ=MONTHLY;BYDAY=1SU"], ["MO"]),
        (["FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=15"], []),
        ([], []),
    ],
)
def test_a_day_of_the_week_is_closed_only_when_no_rule_ever_opens_it(written: list[str], closed: list[str]) -> None:
    assert rules.closed_weekdays(written) == closed
