"""The years before in the demonstration: months to compare with, added up as everything else in the ledger."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from conftest import NOW, Person

from lienthu.demo import counted, history
from lienthu.demo.network import Member
from lienthu.indicators.models import Target
from lienthu.indicators.services.loads import load_indicators
from lienthu.ledger import checks
from lienthu.ledger.models import Event, Kind

pytestmark = pytest.mark.django_db


def test_copies_counted_before_differ_from_today_s_by_what_came_and_went_since() -> None:
    changes = {(1, date(2025, 3, 9)): 5, (1, date(2026, 2, 1)): 12, (1, date(2026, 2, 3)): -2, (9, date(2026, 2, 3)): 4}
    found = list(counted.earlier({1: 100, 2: 40}, changes, [date(2024, 12, 31), date(2026, 1, 31), date(2026, 2, 2)]))
    assert [value for owner, _day, value in found if owner == 1] == [85, 90, 102]
    assert {value for owner, _day, value in found if owner == 2} == {40}
    assert {owner for owner, _day, _value in found} == {1, 2}


def test_two_years_of_months_are_booked_once_and_the_sums_agree(person: Callable[..., Person]) -> None:
    load_indicators()
    members = [Member(person(code, f"Thư viện {code}").library, ()) for code in ("AG", "BT")]
    for _again in range(2):
        history.build(libraries=members, at=NOW, today=NOW + timedelta(days=40))
    visits = Event.objects.filter(kind=Kind.VISIT, age_band="adult", host=members[0].library.pk)
    assert visits.count() == 25  # from January 2024 to January 2026
    assert visits.order_by("booked_on")[0].booked_on == date(2024, 1, 31)
    assert list(checks.problems()) == []
    assert Target.objects.filter(organisation=members[1].library).count() == len(history.TARGETS)
