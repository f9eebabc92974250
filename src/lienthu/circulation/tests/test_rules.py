"""Which rule gives each value, and when a loan is due: pure decisions."""

import datetime

import pytest

from lienthu.circulation import rules
from lienthu.circulation.rules import Rule

PROVINCE, DISTRICT = 1, 2
LINE = (DISTRICT, PROVINCE)


def rule(number: int, organisation: int, category: str = "", material: str = "", **values: int | bool) -> Rule:
    return Rule(number, organisation, category, material, values)


def terms(*given: Rule, category: str = "child", material: str = "book", line: tuple[int, ...] = LINE) -> rules.Terms:
    return rules.resolve(given, line=line, category=category, material=material)


def source(found: rules.Terms, name: str) -> int:
    gave = found.resolved[name].rule
    return gave.id if gave else 0


def test_where_nothing_is_written_down_the_built_in_values_hold() -> None:
    found = terms()
    assert {name: each.value for name, each in found.resolved.items()} == dict(rules.BUILT_IN)
    assert found.snapshot()["from"] == {}


def test_each_value_comes_from_the_nearest_rule_that_fills_it() -> None:
    found = terms(
        rule(1, 0, loan_days=30, max_loans=9, renewals=3),
        rule(2, PROVINCE, loan_days=21, max_loans=4),
        rule(3, DISTRICT, loan_days=10),
    )
    assert [(found.number(name), source(found, name)) for name in ("loan_days", "max_loans", "renewals")] == [
        (10, 3),
        (4, 2),
        (3, 1),
    ]


@pytest.mark.parametrize(
    ("present", "winner"),
    [((1, 2, 3, 4), 4), ((1, 2, 3), 3), ((1, 2), 2), ((1,), 1)],
)
def test_within_an_organisation_both_beat_the_category_which_beats_the_kind(
    present: tuple[int, ...], winner: int
) -> None:
    all_rules = {
        1: rule(1, DISTRICT, loan_days=1),
        2: rule(2, DISTRICT, material="book", loan_days=2),
        3: rule(3, DISTRICT, category="child", loan_days=3),
        4: rule(4, DISTRICT, category="child", material="book", loan_days=4),
    }
    assert terms(*(all_rules[number] for number in present)).number("loan_days") == winner


def test_a_nearer_general_rule_beats_a_special_one_from_above() -> None:
    found = terms(rule(1, PROVINCE, category="child", material="book", loan_days=3), rule(2, DISTRICT, loan_days=20))
    assert found.number("loan_days") == 20


def test_rules_of_other_libraries_categories_and_kinds_do_not_count() -> None:
    found = terms(
        rule(1, 7, loan_days=1),
        rule(2, DISTRICT, category="adult", loan_days=2),
        rule(3, DISTRICT, material="video", loan_days=3),
    )
    assert source(found, "loan_days") == 0


def test_no_and_nothing_are_values_too() -> None:
    found = terms(rule(1, PROVINCE, in_house_only=True, renewals=2), rule(2, DISTRICT, in_house_only=False, renewals=0))
    assert not found.yes("in_house_only")
    assert found.number("renewals") == 0


def test_a_limit_for_one_kind_leaves_the_limit_over_all_standing() -> None:
    found = terms(rule(1, DISTRICT, max_loans=5), rule(2, DISTRICT, material="video", max_loans=2), material="video")
    assert (found.number("max_loans"), found.max_loans_overall, found.limits_one_kind) == (2, 5, True)
    shelf = rules.Shelf("available", custodian_here=True, custodian_name="")

    def against(loans: int, of_kind: int) -> list[str]:
        case = rules.Case(shelf, rules.Hands(loans, of_kind, 0), found)
        return [refusal.code for refusal in rules.against_check_out(case)]

    assert against(4, 1) == []
    assert against(2, 2) == ["too_many"]
    assert against(5, 0) == ["too_many"]


class EveryDay:
    def next_open(self, day: datetime.date) -> datetime.date:
        return day


class Weekdays:
    """Closed on Saturday and Sunday."""

    def next_open(self, day: datetime.date) -> datetime.date:
        while day.weekday() >= 5:
            day += datetime.timedelta(days=1)
        return day


def test_a_loan_is_due_at_the_end_of_the_day_or_of_the_next_open_day() -> None:
    monday = datetime.date(2026, 1, 5)
    plain = rules.due(on=monday, days=5, calendar=EveryDay())
    assert plain.isoformat() == "2026-01-10T23:59:59+07:00"
    assert rules.due(on=monday, days=5, calendar=Weekdays()).date() == datetime.date(2026, 1, 12)


def test_a_shift_goes_to_a_day_or_some_days_on_and_never_to_a_closed_one() -> None:
    friday, saturday = datetime.date(2026, 1, 9), datetime.date(2026, 1, 10)
    monday = datetime.date(2026, 1, 12)
    assert rules.shifted(friday, to=None, days=0, calendar=Weekdays()) == friday
    assert rules.shifted(saturday, to=None, days=0, calendar=Weekdays()) == monday
    assert rules.shifted(friday, to=None, days=2, calendar=Weekdays()) == monday
    assert rules.shifted(friday, to=datetime.date(2026, 1, 17), days=0, calendar=Weekdays()).day == 19


def test_a_day_late_is_counted_by_the_calendar_not_by_hours() -> None:
    due = rules.due(on=datetime.date(2026, 1, 5), days=5, calendar=EveryDay())
    assert rules.days_overdue(due, due + datetime.timedelta(seconds=1)) == 1
    assert rules.days_overdue(due, due - datetime.timedelta(hours=20)) == 0


@pytest.mark.parametrize(("days", "fee"), [(0, 0), (3, 0), (4, 4000)])
def test_once_the_days_of_grace_are_over_every_day_counts(days: int, fee: int) -> None:
    assert rules.overdue_fee(days=days, grace_days=3, fee_per_day=1000) == fee
