"""The figures of a library, a network and a federation, before and after a reform."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from conftest import Person

from lienthu.federation.models import Federation as FederationRow
from lienthu.federation.models import Membership, Organisation, OrganisationParent, Succession
from lienthu.indicators.models import Count, Indicator
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.values import figures
from lienthu.indicators.rules import periods
from lienthu.indicators.services.loads import load_indicators
from lienthu.ledger.models import AgeBand, Channel
from lienthu.ledger.models import Kind as Booked

from .builders import happened, indicators

pytestmark = pytest.mark.django_db
YEAR = periods.of_year(2025)
REFORM = date(2025, 7, 1)


def below(child: Organisation, parent: Organisation, since: date | None = None, until: date | None = None) -> None:
    OrganisationParent.objects.create(organisation=child, parent=parent, valid_from=since, valid_to=until)


def network(person: Person) -> Place:
    return Place(Sort.NETWORK, person.library.pk)


def test_a_figure_is_summed_at_the_library_that_served_and_in_all_above_it(person: Callable[..., Person]) -> None:
    province, commune = person("TINH", "Thư viện tỉnh Lạng Sơn"), person("XA", "Thư viện xã Yên Phúc")
    below(commune.library, province.library)
    happened(Booked.VISIT, date(2025, 3, 1), host=province.library.pk, age_band=AgeBand.ADULT, quantity=10)
    happened(Booked.VISIT, date(2025, 12, 31), host=commune.library.pk, age_band=AgeBand.CHILD, quantity=3, trip=4)
    happened(Booked.VISIT, date(2025, 4, 1), host=commune.library.pk, channel=Channel.ONLINE, quantity=90)
    happened(Booked.VISIT, date(2026, 1, 1), host=commune.library.pk, age_band=AgeBand.CHILD, quantity=7)
    alone, all_of_it = Place(Sort.LIBRARY, province.library.pk), network(province)
    found = figures(indicators(), YEAR, [alone, all_of_it])
    assert [found["visits.physical", place] for place in (alone, all_of_it)] == [10, 13]
    assert [found["visits.child", place] for place in (alone, all_of_it)] == [0, 3]
    assert [found["mobile.visitors", place] for place in (alone, all_of_it)] == [None, 3]
    assert [found["visits.online", place] for place in (alone, all_of_it)] == [None, 90]


def test_what_nobody_counted_is_not_available_and_neither_is_what_is_worked_out_of_it(our_library: Person) -> None:
    place = network(our_library)
    found = figures(indicators(), YEAR, [place])
    assert found["exhibitions", place] is found["copies.per_inhabitant", place] is None
    assert found["collection.copies", place] is None
    assert found["uses", place] is None
    Count.objects.create(measure="copies", organisation=our_library.library, on=date(2025, 6, 30), value=80)
    Count.objects.create(measure="copies", organisation=our_library.library, on=date(2025, 12, 30), value=90)
    found = figures(indicators(), YEAR, [place], known={("inhabitants", place): Decimal(200)})
    assert found["collection.copies", place] == 90
    assert found["copies.per_inhabitant", place] == Decimal("0.45")


def test_a_figure_is_0_only_from_the_month_on_in_which_its_activity_was_first_booked(our_library: Person) -> None:
    place, booked = network(our_library), {"host": our_library.library.pk, "owner": our_library.library.pk}
    happened(Booked.CHECK_OUT, date(2025, 3, 15), **booked)
    happened(Booked.EXHIBITION, date(2025, 6, 1), **booked)
    happened(Booked.COPY_ADDED, date(2025, 6, 1), **booked)
    codes = ("uses.loans", "uses.renewals", "uses", "exhibitions", "lost.copies", "contests", "visits.physical")
    told = {
        period: [figures(indicators(), periods.read(period), [place])[code, place] for code in codes]
        for period in ("2025-02", "2025-03", "2025-05", "2025-06", "2026-01")
    }
    assert told["2025-02"] == [None] * 7
    assert told["2025-03"] == [1, 0, 1, None, None, None, None]
    assert told["2025-05"] == [0, 0, 0, None, None, None, None]
    assert told["2025-06"] == [0, 0, 0, 1, 0, None, None]
    assert told["2026-01"] == [0, 0, 0, 0, 0, None, None]


def test_a_definition_follows_the_program_until_somebody_changes_it() -> None:
    load_indicators()
    before = {"how": {"hand": True}, "source": "", "shipped": ""}  # as older hubs have it
    Indicator.objects.filter(code__in=("exhibitions", "news", "contests")).update(**before)
    Indicator.objects.filter(code="news").update(name_vi="Tin, bài, phóng sự")
    Indicator.objects.filter(code="contests").update(valid_from=date(2020, 1, 1))
    assert load_indicators() == 1
    assert load_indicators() == 0
    rows = Indicator.objects.in_bulk(field_name="pk")
    how = {row.code: row.how for row in rows.values()}
    assert how["exhibitions"] == {"ledger": ["exhibition"], "credit": "host"}
    assert how["news"] == how["contests"] == {"hand": True}
    Indicator.objects.filter(code="exhibitions").update(position=999)
    assert load_indicators() == 0


def test_sites_of_rotation_are_told_once_however_often_they_were_served(our_library: Person) -> None:
    for site, day in ((7, 1), (7, 2), (8, 3)):
        happened(Booked.ROTATION_ROUND, date(2025, 5, day), owner=our_library.library.pk, site=site)
    place = network(our_library)
    found = figures(indicators(), YEAR, [place, Place(Sort.SITE, 7)])
    assert (found["rotation.rounds", place], found["rotation.sites", place]) == (3, 2)
    assert found["rotation.rounds", Place(Sort.SITE, 7)] == 2


def test_the_half_year_of_an_abolished_district_library_is_still_its_province_s(person: Callable[..., Person]) -> None:
    province, district = person("TINH", "Thư viện tỉnh Hà Nam"), person("HUYEN", "Thư viện huyện Kim Bảng")
    below(district.library, province.library, until=REFORM)
    Organisation.objects.filter(pk=district.library.pk).update(closed_on=REFORM)
    happened(Booked.CHECK_OUT, date(2025, 6, 30), host=district.library.pk, quantity=5)
    codes = indicators("uses.loans")
    assert figures(codes, YEAR, [network(province)])["uses.loans", network(province)] == 5
    assert figures(codes, periods.of_year(2026), [network(province)])["uses.loans", network(province)] is None


def test_a_library_that_moved_is_told_where_it_stood_at_the_end_and_only_there(person: Callable[..., Person]) -> None:
    old, new, commune = (person(code, f"Thư viện {code}") for code in ("CU", "MOI", "XA"))
    below(commune.library, old.library, until=REFORM)
    below(commune.library, new.library, since=REFORM)
    happened(Booked.CHECK_OUT, date(2025, 2, 1), host=commune.library.pk)
    places = [network(old), network(new)]
    codes = indicators("uses.loans")
    assert [figures(codes, YEAR, places)["uses.loans", place] for place in places] == [None, 1]
    before = periods.of_year(2024)
    happened(Booked.CHECK_OUT, date(2024, 2, 1), host=commune.library.pk)
    assert [figures(codes, before, places)["uses.loans", place] for place in places] == [1, None]


def test_a_restated_series_gives_heirs_what_their_predecessors_did(person: Callable[..., Person]) -> None:
    gone, heir, other = (person(code, f"Thư viện {code}") for code in ("A", "B", "C"))
    for successor, share in ((heir, "0.75"), (other, "0.25")):
        Succession.objects.create(
            predecessor=gone.library, successor=successor.library, kind="split", share=Decimal(share), on=REFORM
        )
    Organisation.objects.filter(pk=gone.library.pk).update(closed_on=REFORM)
    happened(Booked.CHECK_OUT, date(2024, 2, 1), host=gone.library.pk, quantity=8)
    happened(Booked.CHECK_OUT, date(2024, 2, 1), host=heir.library.pk, quantity=2)
    places, codes, year = (
        [network(heir), network(other), network(gone)],
        indicators("uses.loans"),
        periods.of_year(2024),
    )
    reported = figures(codes, year, places)
    restated = figures(codes, year, places, restated_on=date(2026, 1, 1))
    assert [reported["uses.loans", place] for place in places] == [2, None, 8]
    assert [restated["uses.loans", place] for place in places] == [8, 2, 0]


def test_a_federation_is_its_members_of_the_period_with_all_below_them(person: Callable[..., Person]) -> None:
    stays, leaves, commune = (person(code, f"Thư viện {code}") for code in ("A", "B", "XA"))
    below(commune.library, stays.library)
    group = FederationRow.objects.create(code="LH", name="Liên hiệp Thư viện")
    Membership.objects.create(federation=group, organisation=stays.library)
    Membership.objects.create(federation=group, organisation=leaves.library, valid_to=REFORM)
    for person_, number in ((stays, 1), (leaves, 10), (commune, 100)):
        happened(Booked.CHECK_OUT, date(2025, 2, 1), host=person_.library.pk, quantity=number)
    place = Place(Sort.FEDERATION, group.pk)
    codes = indicators("uses.loans")
    assert figures(codes, YEAR, [place])["uses.loans", place] == 101
    assert figures(codes, periods.read("2025-6M"), [place])["uses.loans", place] == 111


def test_a_network_costs_no_more_questions_than_a_library(
    person: Callable[..., Person], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    top = person("TINH", "Thư viện tỉnh")
    for number in range(5):
        below(person(f"X{number}", f"Thư viện xã {number}").library, top.library)
    codes = indicators()
    everyone = [Place(Sort.LIBRARY, pk) for pk in Organisation.objects.values_list("pk", flat=True)]
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        figures(codes, YEAR, [network(top), *everyone])
