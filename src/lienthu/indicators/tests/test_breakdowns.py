"""Figures by month and by fact: they add up to the figure itself, also across a reform."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from conftest import Person
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lienthu.federation.models import OrganisationParent, Site
from lienthu.indicators.models import Count
from lienthu.indicators.queries.breakdowns import Fact, Parts, Step, by_fact, over_time
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.values import figures
from lienthu.indicators.rules import periods
from lienthu.ledger.models import AgeBand
from lienthu.ledger.models import Kind as Booked

from .builders import happened, indicators

pytestmark = pytest.mark.django_db
YEAR = periods.of_year(2025)


def network(person: Person) -> Place:
    return Place(Sort.NETWORK, person.library.pk)


def known(parts: Parts, code: str, place: Place) -> dict[Any, Decimal]:
    return {key: value for key, value in parts[code, place].items() if value}


def test_months_add_up_to_the_year_and_those_before_the_first_entry_are_not_known(our_library: Person) -> None:
    host, place = our_library.library.pk, network(our_library)
    happened(Booked.VISIT, date(2025, 3, 1), host=host, age_band=AgeBand.ADULT, quantity=10)
    happened(Booked.VISIT, date(2025, 3, 31), host=host, age_band=AgeBand.CHILD, quantity=4, trip=7)
    happened(Booked.VISIT, date(2025, 12, 31), host=host, age_band=AgeBand.CHILD, quantity=3)
    asked = indicators()
    found = over_time(asked, YEAR, [place])
    assert known(found, "visits.physical", place) == {date(2025, 3, 1): 14, date(2025, 12, 1): 3}
    assert known(found, "mobile.visitors", place) == {date(2025, 3, 1): 4}
    assert found["visits.physical", place][date(2025, 2, 1)] is None
    assert found["visits.physical", place][date(2025, 4, 1)] == 0
    quarters = over_time(asked, YEAR, [place], Step.QUARTER)
    assert known(quarters, "visits.child", place) == {date(2025, 1, 1): 4, date(2025, 10, 1): 3}
    assert (
        sum(known(found, "visits.physical", place).values()) == figures(asked, YEAR, [place])["visits.physical", place]
    )


def test_the_months_of_a_network_follow_a_library_that_came_under_another(person: Callable[..., Person]) -> None:
    one, other, moved = person("MOT", "Thư viện A"), person("HAI", "Thư viện B"), person("BA", "Thư viện C")
    day = date(2024, 7, 1)
    for parent, since, until in ((one, None, day), (other, day, None)):
        OrganisationParent.objects.create(
            organisation=moved.library, parent=parent.library, valid_from=since, valid_to=until
        )
    for year in (2023, 2024, 2025):
        happened(Booked.CHECK_OUT, date(year, 2, 1), host=moved.library.pk, quantity=year - 2020)
    asked = indicators("uses.loans")
    three = periods.Period(date(2023, 1, 1), date(2026, 1, 1))
    found = over_time(asked, three, [network(one), network(other)], Step.YEAR)
    assert known(found, "uses.loans", network(one)) == {date(2023, 1, 1): 3}
    assert known(found, "uses.loans", network(other)) == {date(2024, 1, 1): 4, date(2025, 1, 1): 5}
    for year in (2023, 2024, 2025):
        whole = figures(asked, periods.of_year(year), [network(one), network(other)])
        for place in (network(one), network(other)):
            assert found["uses.loans", place][date(year, 1, 1)] == whole["uses.loans", place]


def test_ten_years_cost_no_more_statements_than_one(our_library: Person) -> None:
    place, asked = network(our_library), indicators("uses.loans", "visits.child")
    ten = periods.Period(date(2016, 1, 1), date(2026, 1, 1))
    counted = []
    for period in (YEAR, ten):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            over_time(asked, period, [place])
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 13


def test_counts_are_the_last_of_each_month_and_of_a_quarter_its_last(our_library: Person) -> None:
    place = network(our_library)
    for on, value in ((date(2025, 1, 30), 80), (date(2025, 2, 27), 90), (date(2025, 5, 30), 95)):
        Count.objects.create(measure="copies", organisation=our_library.library, on=on, value=value)
    asked = indicators("collection.copies")
    found = over_time(asked, YEAR, [place])
    assert known(found, "collection.copies", place) == {
        date(2025, 1, 1): 80, date(2025, 2, 1): 90, date(2025, 5, 1): 95,
    }  # fmt: skip
    found = over_time(asked, YEAR, [place], Step.QUARTER)
    assert found["collection.copies", place][date(2025, 1, 1)] == 90
    assert found["collection.copies", place][date(2025, 7, 1)] is None


def test_a_figure_is_taken_apart_by_what_the_ledger_knows_of_its_entries(our_library: Person) -> None:
    host, place = our_library.library.pk, network(our_library)
    happened(Booked.CHECK_OUT, date(2025, 3, 1), host=host, age_band=AgeBand.ADULT, material="book", quantity=5, site=3)
    happened(Booked.CHECK_OUT, date(2025, 3, 1), host=host, age_band=AgeBand.CHILD, material="serial", quantity=2)
    happened(Booked.IN_HOUSE_USE, date(2025, 4, 1), host=host, age_band=AgeBand.CHILD, material="book", quantity=8)
    asked = indicators("uses.loans", "uses.in_house", "uses", "visits.child", "exhibitions")
    ages = by_fact(asked, YEAR, [place], Fact.AGE_BAND)
    assert known(ages, "uses.loans", place) == {"adult": 5, "child": 2}
    assert known(ages, "uses", place) == {"adult": 5, "child": 10}
    assert ages["exhibitions", place] == {"adult": None, "child": None}
    assert known(by_fact(asked, YEAR, [place], Fact.MATERIAL), "uses", place) == {"book": 13, "serial": 2}
    assert known(by_fact(asked, YEAR, [place], Fact.SITE), "uses.loans", place) == {3: 5, 0: 2}


def test_sites_that_received_rotation_count_once_in_each_month_and_once_in_the_quarter(our_library: Person) -> None:
    owner, place = our_library.library.pk, network(our_library)
    site = Site.objects.create(organisation=our_library.library, name="Trường Tiểu học")
    for month in (1, 1, 2):
        happened(Booked.ROTATION_ROUND, date(2025, month, 5), owner=owner, site=site.pk)
    asked = indicators("rotation.sites")
    months = over_time(asked, YEAR, [place])
    assert known(months, "rotation.sites", place) == {date(2025, 1, 1): 1, date(2025, 2, 1): 1}
    assert known(over_time(asked, YEAR, [place], Step.QUARTER), "rotation.sites", place) == {date(2025, 1, 1): 1}
    of_site = over_time(asked, YEAR, [Place(Sort.SITE, site.pk)])
    assert known(of_site, "rotation.sites", Place(Sort.SITE, site.pk)) == {date(2025, 1, 1): 1, date(2025, 2, 1): 1}
