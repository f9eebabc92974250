from datetime import UTC, date, datetime
from importlib import import_module
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils.translation import override

from lienthu.common import schema
from lienthu.ledger import checks, queries, services
from lienthu.ledger.models import (
    AgeBand,
    Beginning,
    Combination,
    DailySum,
    Event,
    Kind,
    MaterialSum,
    MonthlySum,
    YearlySum,
)
from lienthu.ledger.services import Activity

pytestmark = pytest.mark.django_db

BEGIN, END = date(2025, 1, 1), date(2026, 1, 1)


def visit(month: int, day: int, *, year: int = 2025, **facts: Any) -> Activity:
    return Activity(**{"kind": Kind.VISIT, "at": datetime(year, month, day, 3, tzinfo=UTC), "host": 1, **facts})


@pytest.fixture
def year() -> None:
    services.append_all(
        [
            visit(1, 5, quantity=3, site=7),
            visit(1, 9, host=2, age_band=AgeBand.CHILD),
            visit(3, 31, quantity=10),
            visit(4, 1, quantity=20, material="map"),
            visit(12, 31, host=2, quantity=40, trip=5),
            visit(5, 5, kind=Kind.CHECK_OUT, quantity=80),
        ],
        actor=None,
    )


def told(by: tuple[str, ...], since: date = BEGIN, until: date = END, **narrowed: Any) -> list[tuple[Any, ...]]:
    found = queries.sums([Kind.VISIT], since, until, by, **narrowed)
    return [(*(row[name] for name in by), row.quantity) for row in found]


def test_a_total_is_one_row_and_of_nothing_there_is_none(year: None) -> None:
    assert told(()) == [(74,)]
    assert told((), hosts=[9]) == []
    assert told((), hosts=[]) == []
    assert told((), since=END, until=BEGIN) == []
    assert queries.total([Kind.VISIT, Kind.CHECK_OUT], since=BEGIN, until=END) == 154


def test_periods_are_told_by_their_first_day(year: None) -> None:
    january, march, april, december = (date(2025, month, 1) for month in (1, 3, 4, 12))
    assert told(("month",)) == [(january, 4), (march, 10), (april, 20), (december, 40)]
    assert told(("quarter",)) == [(january, 14), (april, 20), (date(2025, 10, 1), 40)]
    assert told(("year", "host")) == [(BEGIN, 1, 33), (BEGIN, 2, 41)]
    assert told(("day",), until=date(2025, 2, 1)) == [(date(2025, 1, 5), 3), (date(2025, 1, 9), 1)]


@pytest.mark.parametrize("by", [("year",), ("year", "month"), ("year", "site")])
def test_whole_years_months_and_days_give_the_same_answer(year: None, by: tuple[str, ...]) -> None:
    services.append_all(
        [visit(2, 1, year=2027, quantity=5), visit(1, 2, host=3, trip=8, quantity=7)],
        actor=None,
    )
    rows = told(by, since=date(2024, 12, 31), until=date(2027, 2, 2))
    assert sum(row[-1] for row in rows) == 86
    assert {row[0] for row in rows} == {BEGIN, date(2027, 1, 1)}
    on_trips = told(("year",), since=date(2024, 1, 1), until=date(2027, 1, 1), on_trip=True)
    assert on_trips == [(BEGIN, 47)]


def test_the_first_month_of_a_kind_is_known_and_moves_back_with_what_is_told_later(year: None) -> None:
    def first() -> date | None:
        return next((one.month for one in queries.begun("host", [1]) if one.kind == Kind.VISIT), None)

    assert first() == BEGIN
    assert {one.kind for one in queries.begun("host", [2])} == {Kind.VISIT}
    assert queries.begun("owner", [1]) == []
    services.append(visit(1, 1, at=datetime(2024, 11, 30, 3, tzinfo=UTC)), actor=None)
    assert first() == date(2024, 11, 1)
    Beginning.objects.filter(organisation=2).delete()
    assert list(checks.problems()) == ["The ledger's first visit of organisation 2 (host) is not in 2025-01."]
    services.rebuild()
    assert (first(), list(checks.problems())) == (date(2024, 11, 1), [])


@pytest.mark.parametrize("by", [("quarter",), ("quarter", "site")])
def test_months_and_days_give_the_same_answer(year: None, by: tuple[str, ...]) -> None:
    rows = told(by, since=date(2025, 1, 6), until=date(2025, 12, 31))
    assert [(row[0], row[-1]) for row in rows] == [(BEGIN, 11), (date(2025, 4, 1), 20)]


@pytest.mark.parametrize(
    ("narrowed", "quantity"),
    [
        ({"sites": [7]}, 3),
        ({"trips": [5]}, 40),
        ({"on_trip": True}, 40),
        ({"on_trip": False}, 34),
        ({"age_bands": [AgeBand.CHILD]}, 1),
        ({"materials": ["map"]}, 20),
        ({"channels": ["online"]}, 0),
        ({"hosts": [1, 2], "owners": [0]}, 74),
    ],
)
def test_a_figure_opens_to_the_events_that_make_it_up(year: None, narrowed: dict[str, Any], quantity: int) -> None:
    assert sum(row[-1] for row in told(("host",), **narrowed)) == quantity
    behind = queries.events([Kind.VISIT], BEGIN, END, **narrowed)
    assert (sum(event.quantity for event in behind.events), behind.after) == (quantity, None)


def test_events_are_paged_by_their_day_and_number_and_none_is_shown_twice(year: None) -> None:
    services.append_all([visit(3, 31), visit(3, 31)], actor=None)
    seen: list[Event] = []
    after = None
    for _turn in range(4):
        page = queries.events([Kind.VISIT], BEGIN, END, after=after, count=2)
        seen += page.events
        after = page.after
    assert after is None
    assert [event.booked_on.month for event in seen] == [12, 4, 3, 3, 3, 1, 1]
    assert len({event.pk for event in seen}) == 7


def test_a_fact_that_is_none_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="colour"):
        queries.sums([Kind.VISIT], BEGIN, END, ("colour",))


def test_sums_that_were_lost_are_made_again(year: None) -> None:
    whole = told(("month", "host")), told(("site", "day"))
    materials = set(MaterialSum.objects.values_list("kind", "material", "host", "quantity"))
    DailySum.objects.filter(combination__host=1).delete()
    MaterialSum.objects.filter(material="map").update(quantity=9)
    MaterialSum.objects.filter(material="").delete()
    MonthlySum.objects.update(quantity=7)
    YearlySum.objects.all().delete()
    assert list(checks.problems()) != []
    heard: list[tuple[int, int]] = []
    assert services.rebuild(progress=lambda done, total: heard.append((done, total))) == 6
    assert heard == [(6, 6)]
    assert (told(("month", "host")), told(("site", "day"))) == whole
    assert set(MaterialSum.objects.values_list("kind", "material", "host", "quantity")) == materials
    assert list(checks.problems()) == []


def test_numbers_of_facts_that_were_lost_or_never_given_come_back_when_sums_are_made_again(year: None) -> None:
    whole, numbers = told(("site", "day")), list(Event.objects.values_list("combination", flat=True))
    Combination.objects.filter(kind=Kind.VISIT).delete()
    Event.objects.filter(kind=Kind.CHECK_OUT).update(combination=None)
    assert list(checks.problems()) != []
    assert services.rebuild() == 6
    assert (told(("site", "day")), list(Event.objects.values_list("combination", flat=True))) == (whole, numbers)
    assert list(checks.problems()) == []


def test_the_migrations_that_add_up_say_what_they_do(year: None) -> None:
    for model in (DailySum, MonthlySum, YearlySum, MaterialSum, Combination):
        model.objects.all().delete()
    heard: list[str] = []
    with schema.telling(heard.append), override("vi"):
        for name in ("0008_numbered_combinations", "0009_kinds_of_material"):
            import_module(f"lienthu.ledger.migrations.{name}").add_up(apps, connection.schema_editor())
    assert heard[0] == "Đang cộng lại sổ hoạt động: 6 sự kiện, mỗi triệu sự kiện mất khoảng một phút."
    assert list(checks.problems()) == []


def test_what_is_asked_of_many_places_is_what_is_asked_of_each(year: None) -> None:
    services.append_all(
        [
            visit(2, 3, material="book", quantity=9), visit(3, 4, host=2, material="book"),
            visit(6, 1, channel="online"), visit(7, 1, host=2, age_band=AgeBand.ADULT, trip=6),
            visit(7, 1, host=300, quantity=1000),
            visit(12, 3, year=2024, material="map", quantity=5),
            visit(1, 20, year=2026, material="book", host=2, quantity=6),
        ],
        actor=None,
    )  # fmt: skip
    some = [number for number in range(1, 250) if number != 99]
    facts = (
        ("material",), ("day", "age_band"), ("owner", "trip"), ("channel", "age_band", "on_trip"),
        ("quarter", "on_trip"), ("month", "material"), ("year", "material", "age_band"), ("material", "owner"),
    )  # fmt: skip
    spans = ((BEGIN, END), (date(2024, 11, 15), date(2026, 2, 2)))
    for by, span in product(facts, spans):
        few = [row for host in (1, 2) for row in told(("host", *by), *span, hosts=[host])]
        for many in (range(1, 99), some, some[::2] + some[1::2]):
            assert sorted(told(("host", *by), *span, hosts=many), key=str) == sorted(few, key=str)
    assert sorted(told(("material",), hosts=some)) == [("", 56), ("book", 10), ("map", 20)]
    assert told((), since=date(2025, 1, 6), until=date(2025, 1, 10), hosts=range(1, 99)) == [(1,)]
    assert told(("age_band",), age_bands=["child", "'"]) == [(AgeBand.CHILD, 1)]
    assert told(("age_band",), age_bands=["'"]) == []


def test_the_check_finds_a_month_that_its_days_do_not_make_up(year: None) -> None:
    MonthlySum.objects.filter(kind=Kind.CHECK_OUT).update(quantity=81)
    assert list(checks.problems()) == [
        "The ledger's sum of check_out in 2025-05 (host 1) is not the sum of its days.",
        "The ledger's sum of check_out in 2025 (host 1) is not the sum of its months.",
    ]
