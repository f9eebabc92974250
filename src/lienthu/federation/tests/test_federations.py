from datetime import date

import pytest

from lienthu.common.models import AuditEntry
from lienthu.federation import queries, services
from lienthu.federation.errors import FederationRefused
from lienthu.federation.models import AdminUnit, Federation, Office, Organisation

from .builders import AT, DAY_BEFORE, REFORM, federation, organisation

pytestmark = pytest.mark.django_db
BY = {"actor": None, "at": AT}


def test_a_library_may_sit_in_two_federations() -> None:
    city, delta = organisation("HCM"), organisation("CT")
    west, east = federation("WEST", city, delta), federation("EAST", city)
    assert list(queries.federations_of(city, REFORM)) == [east, west]
    assert list(queries.members(west, REFORM)) == [delta, city]
    assert list(queries.federations_of(delta, REFORM)) == [west]


def test_members_are_those_of_the_day() -> None:
    library = organisation("HCM")
    group = federation("LH", library, since=date(2010, 1, 1))
    services.leave_federation(federation=group, organisation=library, on=REFORM, **BY)
    assert list(queries.members(group, DAY_BEFORE)) == [library]
    assert list(queries.members(group, REFORM)) == []
    assert list(queries.members(group, date(2009, 12, 31))) == []
    services.join_federation(federation=group, organisation=library, valid_from=date(2025, 9, 1), **BY)
    assert list(queries.members(group, date(2025, 9, 1))) == [library]


def test_nobody_sits_twice_in_one_federation_or_leaves_one_it_is_not_in() -> None:
    library, other = organisation("HCM"), organisation("CT")
    group = federation("LH", library)
    with pytest.raises(FederationRefused) as refusal:
        services.join_federation(federation=group, organisation=library, valid_from=REFORM, **BY)
    assert refusal.value.code == "member_already"
    with pytest.raises(FederationRefused) as refusal:
        services.leave_federation(federation=group, organisation=other, on=REFORM, **BY)
    assert refusal.value.code == "no_member"


def test_a_term_begins_before_the_one_before_it_ends_only_where_that_is_said() -> None:
    group = federation("LH")
    old, new = (
        {"name": name, "valid_from": date(first, 5, 1), "valid_to": date(last, 5, 1)}
        for name, first, last in (("2020–2022", 2020, 2023), ("2022–2024", 2022, 2025))
    )
    services.add_term(federation=group, **old, **BY)  # type: ignore[arg-type]
    with pytest.raises(FederationRefused, match=r"“2020–2022”.*01/05/2020.*30/04/2023") as refusal:
        services.add_term(federation=group, **new, **BY)  # type: ignore[arg-type]
    assert refusal.value.code == "terms_overlap"
    added = services.add_term(federation=group, **new, overlaps=True, **BY)  # type: ignore[arg-type]
    assert [term.name for term in group.terms.all()] == ["2022–2024", "2020–2022"]
    services.change_term(term=added, **{**new, "valid_from": date(2023, 5, 1)}, **BY)  # type: ignore[arg-type]
    with pytest.raises(FederationRefused):
        services.change_term(term=added, **new, **BY)  # type: ignore[arg-type]
    with pytest.raises(FederationRefused) as refusal:
        services.add_term(federation=group, name="?", valid_from=REFORM, valid_to=REFORM, **BY)
    assert refusal.value.code == "dates_out_of_order"


def test_an_office_has_the_days_of_its_term_and_can_end_before() -> None:
    library = organisation("PT")
    group = federation("LH", library)
    term = services.add_term(
        federation=group, name="2022–2024", valid_from=date(2022, 6, 1), valid_to=date(2024, 12, 31), **BY
    )
    office = services.add_office(
        federation=group, organisation=library, position="chair", person_name="Bà Minh Hoạ", term=term, **BY
    )
    assert (office.valid_from, office.valid_to) == (term.valid_from, term.valid_to)
    services.end_office(office=office, on=date(2023, 9, 1), **BY)
    assert not office.holds_on(date(2023, 9, 1))
    assert office.holds_on(date(2023, 8, 31))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"position": "chair"}, "no_person"),
        ({"position": "lead_library", "person_name": "Ông Minh Hoạ"}, "a_library_leads"),
        ({"position": "king", "person_name": "Ông Minh Hoạ"}, "unknown_position"),
    ],
)
def test_a_library_leads_and_a_person_presides(facts: dict[str, str], code: str) -> None:
    library = organisation("CT")
    group = federation("LH", library)
    with pytest.raises(FederationRefused) as refusal:
        services.add_office(federation=group, organisation=library, **facts, **BY)
    assert refusal.value.code == code
    assert not Office.objects.exists()


def test_only_a_member_holds_an_office_and_the_lead_library_is_found() -> None:
    library, outsider = organisation("CT"), organisation("HN")
    group = federation("LH", library)
    with pytest.raises(FederationRefused) as refusal:
        services.add_office(federation=group, organisation=outsider, position="lead_library", **BY)
    assert refusal.value.code == "not_a_member"
    services.add_office(federation=group, organisation=library, position="lead_library", valid_from=REFORM, **BY)
    assert queries.lead_library(group, REFORM) == library
    assert queries.lead_library(group, DAY_BEFORE) is None


def test_the_six_federations_have_the_members_that_the_country_counts() -> None:
    services.load_federations(**BY)
    counts = {group.code: queries.members(group, DAY_BEFORE).count() for group in Federation.objects.all()}
    assert counts == {
        "LH-MNPB": 13,
        "LH-DBSH": 12,
        "LH-BMT": 6,
        "LH-NTBTN": 10,
        "LH-DNB": 9,
        "LH-DBSCL": 14,
    }
    assert Organisation.objects.count() == 63
    city = queries.organisation_by_code("HCM")
    assert {group.code for group in queries.federations_of(city, DAY_BEFORE)} == {"LH-DNB", "LH-DBSCL"}
    places = [(site.latitude, site.longitude) for site in queries.sites_of(Organisation.objects.values("pk"), REFORM)]
    assert len(set(places)) == 63
    assert all(8 < latitude < 24 and 102 < longitude < 110 for latitude, longitude in places)


def test_loading_the_federations_again_adds_nothing_and_undoes_nothing() -> None:
    (delta,) = services.load_federations(only="LH-DBSCL", **BY)
    city = queries.organisation_by_code("HCM")
    services.leave_federation(federation=delta, organisation=city, on=REFORM, **BY)
    services.rename(organisation=city, name="Tên khác", on=REFORM, **BY)
    before = (Organisation.objects.count(), AuditEntry.objects.count())
    services.load_federations(only="LH-DBSCL", **BY)
    assert (Organisation.objects.count(), AuditEntry.objects.count()) == before
    assert city not in queries.members(delta, REFORM)
    assert queries.names([city.pk], REFORM)[city.pk] == "Tên khác"


def test_the_administrative_units_before_and_after_the_reform_are_told_by_code_and_day() -> None:
    assert services.load_admin_units() == 14_149
    assert services.load_admin_units() == 0
    for day, level, count in (
        (DAY_BEFORE, "province", 63),
        (DAY_BEFORE, "district", 696),
        (DAY_BEFORE, "commune", 10_035),
        (REFORM, "province", 34),
        (REFORM, "district", 0),
        (REFORM, "commune", 3_321),
    ):
        assert queries.admin_units(level, day).count() == count, (day, level)
    was, became = queries.admin_unit("00004", DAY_BEFORE), queries.admin_unit("00004", REFORM)
    assert was is not None
    assert became is not None
    assert (was.name, became.name) == ("Phường Trúc Bạch", "Phường Ba Đình")
    assert queries.admin_units("commune", REFORM, below="92").count() > 50
    assert AdminUnit.objects.filter(name="Xã Tân Tiến").count() > 7


def test_a_corrected_fact_is_taken_in_when_the_units_are_loaded_again() -> None:
    services.load_admin_units()
    AdminUnit.objects.filter(code="92", valid_from=None).update(name="Thành phố Cần Tho")
    assert services.load_admin_units() == 1
    unit = queries.admin_unit("92", DAY_BEFORE)
    assert unit is not None
    assert unit.name == "Thành phố Cần Thơ"
