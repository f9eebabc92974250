"""Targets: set, changed with a reason, split downwards, and where the figure goes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.accounts.models import Role, User
from lienthu.common import audit
from lienthu.common.templatetags.history import audit_after
from lienthu.federation.models import Organisation, OrganisationParent
from lienthu.federation.services.federations import found_federation
from lienthu.indicators.errors import TargetRefused
from lienthu.indicators.models import Target
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.targets import board, history, places_below, row_of, targets
from lienthu.indicators.rules import periods
from lienthu.indicators.rules.doubt import is_far
from lienthu.indicators.rules.forecast import SoFar, Standing, forecast, standing
from lienthu.indicators.services import targets as services
from lienthu.indicators.services.targets import Decision
from lienthu.ledger.models import Kind as Booked

from .builders import happened, indicators

YEAR = periods.of_year(2026)
PLAN = Decision("164/KH-TV", date(2026, 1, 4))


def aim(place: Place, value: int, *, reason: str = "", indicator: str = "uses.loans") -> Target:
    return services.set_target(
        place=place, indicator=indicator, period=YEAR, value=Decimal(value), decision=PLAN, reason=reason,
        actor=None, at=NOW,
    )  # fmt: skip


def province_with_two_communes(person: Callable[..., Person]) -> list[Person]:
    indicators()
    people = [person("TINH", "Thư viện tỉnh Lạng Sơn", kind="director"), person("XA1", "Xã 1"), person("XA2", "Xã 2")]
    for below in people[1:]:
        OrganisationParent.objects.create(organisation=below.library, parent=people[0].library)
    return people


@pytest.mark.parametrize(
    ("known", "foreseen", "how"),
    [
        (SoFar(Decimal(100), 1.0), 100, Standing.REACHED),
        (SoFar(Decimal(60), 0.5), 120, Standing.ON_COURSE),
        (SoFar(Decimal(48), 0.5), 96, Standing.CLOSE),
        (SoFar(Decimal(40), 0.5), 80, Standing.BEHIND),
        (SoFar(Decimal(40), 0.5, Decimal(30), Decimal(90)), 120, Standing.ON_COURSE),
        (SoFar(Decimal(3), 0.01), None, Standing.UNKNOWN),
        (SoFar(None, 0.5), None, Standing.UNKNOWN),
        (SoFar(Decimal(96), 0.5, adds_up=False), 96, Standing.CLOSE),
    ],
)
def test_a_forecast_follows_the_year_before_and_else_the_days(
    known: SoFar, foreseen: int | None, how: Standing
) -> None:
    assert forecast(known) == foreseen
    assert standing(known, Decimal(100)) == how


@pytest.mark.django_db
def test_a_target_is_changed_with_a_reason_and_the_old_one_stays(our_library: Person) -> None:
    indicators()
    place = Place(Sort.LIBRARY, our_library.library.pk)
    first = aim(place, 100)
    assert aim(place, 100) == first
    with pytest.raises(TargetRefused) as refused:
        aim(place, 120)
    assert refused.value.code == "no_reason"
    second = aim(place, 120, reason="Sở giao thêm")
    assert targets([place], YEAR) == {("uses.loans", place): second}
    assert [row.value for row in history(second)] == [120, 100]


@pytest.mark.django_db
@pytest.mark.parametrize("value", [Decimal(-1), Decimal("NaN"), Decimal(10) ** 14])
def test_what_is_no_target_is_refused(our_library: Person, value: Decimal) -> None:
    indicators()
    place = Place(Sort.LIBRARY, our_library.library.pk)
    with pytest.raises(TargetRefused):
        services.set_target(
            place=place, indicator="uses.loans", period=YEAR, value=value, decision=PLAN, reason="", actor=None, at=NOW
        )
    with pytest.raises(TargetRefused):
        aim(place, 1, indicator="no.such")
    with pytest.raises(TargetRefused):
        aim(Place(Sort.SITE, 1), 1)


@pytest.mark.django_db
def test_a_target_is_split_between_the_library_itself_and_those_below_it(person: Callable[..., Person]) -> None:
    top, one, two = province_with_two_communes(person)
    place = Place(Sort.NETWORK, top.library.pk)
    whole = aim(place, 100)
    school = person("TRUONG", "Trường tiểu học Yên Phúc").library
    Organisation.objects.filter(pk=school.pk).update(kind=Organisation.Kind.SCHOOL, library_type="")
    OrganisationParent.objects.create(organisation=school, parent=top.library)
    below = places_below(place, YEAR)
    assert below == [Place(Sort.LIBRARY, top.library.pk), *(Place(Sort.NETWORK, x.library.pk) for x in (one, two))]
    parts = dict(zip(below, map(Decimal, (60, 30, 5)), strict=True))
    services.split(target=whole, parts=parts, reason="", actor=top.user, at=NOW)
    assert {place: row.value for (_code, place), row in targets(below, YEAR).items()} == parts
    assert {row.decision for row in Target.objects.filter(split_from=whole)} == {PLAN.number}


@pytest.mark.django_db
def test_only_libraries_share_a_target_also_one_below_a_body_that_is_none(person: Callable[..., Person]) -> None:
    top, one, two = province_with_two_communes(person)
    Organisation.objects.filter(pk=one.library.pk).update(kind=Organisation.Kind.SCHOOL, library_type="")
    OrganisationParent.objects.filter(organisation=two.library).update(parent=one.library)
    below = places_below(Place(Sort.NETWORK, top.library.pk), YEAR)
    assert below == [Place(Sort.LIBRARY, top.library.pk), Place(Sort.NETWORK, two.library.pk)]


@pytest.mark.django_db
def test_the_board_tells_what_is_reached_of_a_network_s_target_by_today(person: Callable[..., Person]) -> None:
    top, one, _two = province_with_two_communes(person)
    place = Place(Sort.NETWORK, top.library.pk)
    aim(place, 100)
    for year, month, number in ((2025, 3, 20), (2025, 11, 60), (2026, 3, 30)):
        happened(Booked.CHECK_OUT, date(year, month, 1), host=one.library.pk, quantity=number)
    rows = {row.indicator.code: row for row in board(place, YEAR, today=date(2026, 6, 30))}
    loans = rows["uses.loans"]
    assert (loans.value, loans.year_before, loans.last_full) == (30, 80, 80)
    assert (loans.percent, loans.forecast) == (30, 120)
    assert loans.standing == Standing.ON_COURSE
    assert rows["uses.renewals"].standing is None


@pytest.mark.django_db
def test_the_row_of_one_indicator_is_that_of_the_board(our_library: Person) -> None:
    indicators()
    place, today = Place(Sort.LIBRARY, our_library.library.pk), date(2026, 7, 1)
    for year in (2025, 2026):
        happened(Booked.CHECK_OUT, date(year, 5, 6), host=place.pk, quantity=40)
        happened(Booked.VISIT, date(year, 5, 6), host=place.pk, age_band="adult", quantity=10)
    aim(place, 3, indicator="uses.per_visit")
    rows = {row.indicator.code: row for row in board(place, YEAR, today=today)}
    for code in ("uses.loans", "uses", "uses.per_visit"):
        assert row_of(rows[code].indicator, place, YEAR, today=today) == rows[code]
    assert (rows["uses.per_visit"].value, rows["uses.per_visit"].year_before) == (4, 4)


@pytest.mark.once
@pytest.mark.django_db
def test_a_director_sets_a_target_on_the_page_and_splits_it(person: Callable[..., Person], client: Client) -> None:
    top, one, two = province_with_two_communes(person)
    client.force_login(top.user)
    place = Place(Sort.NETWORK, top.library.pk)
    address = f"{reverse('indicators:set', args=['uses.loans'])}?place={place.code}&period=2026"
    answer = client.post(address, {"value": "ba trăm", "decision": "12/QĐ-TV"})
    assert "không phải là số" in answer.content.decode()
    answer = client.post(
        address, {"value": "37.176.610", "decision": "12/QĐ-TV", "decided_on": "04/01/2026"}, follow=True
    )
    assert "ba mươi bảy triệu một trăm bảy mươi sáu nghìn sáu trăm mười" in answer.content.decode()
    target = targets([place], YEAR)["uses.loans", place]
    split = reverse("indicators:split", args=[target.pk])
    said = {Place(Sort.NETWORK, each.library.pk).code: "1.000" for each in (one, two)}
    answer = client.post(split, said, follow=True)
    assert "37.174.610" in answer.content.decode()
    assert Target.objects.filter(split_from=target, value=1000).count() == 2
    page = client.get(address).content.decode()
    assert 'value="04/01/2026"' in page and "Cùng kỳ năm trước" in page
    assert client.post(address, {"value": "1.500", "decision": "12/QĐ-TV"}).status_code == 200
    client.post(address, {"value": "1.500", "decision": "12/QĐ-TV", "reason": "Sở giao lại"})
    answer = client.post(client.get(split)["Location"], {**said, "reason": "Theo chỉ tiêu mới"}, follow=True)
    assert "message-warning" in answer.content.decode() and "vượt chỉ tiêu 500" in answer.content.decode()


@pytest.mark.parametrize(
    ("value", "known", "far"),
    [(300, (100,), False), (301, (100, None), True), (33, (100,), True), (301, (100, 250), False), (9, (0,), False)],
)
def test_a_number_far_from_all_that_is_known_is_told_from_others(
    value: int, known: tuple[int | None, ...], far: bool
) -> None:
    assert is_far(Decimal(value), [each if each is None else Decimal(each) for each in known]) is far


@pytest.mark.django_db
def test_next_years_target_stands_beside_the_last_full_year_and_is_asked_about_when_it_is_far(
    person: Callable[..., Person], client: Client
) -> None:
    top, one, _two = province_with_two_communes(person)
    year = timezone.localdate().year
    for each, number in ((year - 1, 80), (year, 30)):
        happened(Booked.CHECK_OUT, date(each, 1, 1), host=one.library.pk, quantity=number)
    client.force_login(top.user)
    place = Place(Sort.NETWORK, top.library.pk)
    address = f"{reverse('indicators:set', args=['uses.loans'])}?place={place.code}&period={year + 1}"
    said = {"value": "3.000", "decision": "12/QĐ-TV", "decided_on": f"01/01/{year}"}
    page = client.post(address, said).content.decode()
    assert f"Năm {year}, đến nay" in page and f"năm {year - 1}: 80" in page and 'name="meant"' in page
    wrong = client.post(address, {**said, "meant": "on", "decided_on": f"31/12/{year + 1}"}).content.decode()
    assert "Ngày quyết định không được ở tương lai" in wrong
    client.post(address, {**said, "meant": "on"})
    target = targets([place], periods.of_year(year + 1))["uses.loans", place]
    assert target.value == 3000
    assert "Lượt mượn về" in " ".join(audit_after(audit.entries_of(target)[0]))


@pytest.mark.once
@pytest.mark.django_db
def test_who_writes_for_several_federations_says_which_and_is_not_asked_again(outsider: User, client: Client) -> None:
    indicators()
    two = [found_federation(code=code, name=f"Liên hiệp {code}", actor=None, at=NOW) for code in ("LH-A", "LH-B")]
    Role.objects.create(user=outsider, kind="secretary")
    client.force_login(outsider)
    page = reverse("indicators:targets")
    assert "Xem chỉ tiêu của đơn vị nào?" in client.get(page).content.decode()
    setting = reverse("indicators:set", args=["uses.loans"])
    assert client.get(setting).status_code == 404
    chosen = Place(Sort.FEDERATION, two[1].pk).code
    client.get(page, {"place": chosen})
    again = client.get(page)
    assert f'<option value="{chosen}" selected>' in again.content.decode()
    two[0].delete()
    assert "Liên hiệp LH-B · " in client.get(page).content.decode()


@pytest.mark.once
@pytest.mark.django_db
def test_only_those_who_may_read_a_library_see_its_targets_and_only_those_in_charge_set_them(
    person: Callable[..., Person], client: Client
) -> None:
    top, one, _two = province_with_two_communes(person)
    other = person("KHAC", "Thư viện tỉnh khác", kind="director")
    Role.objects.create(user=one.user, kind="reporter", organisation=one.library)
    of_one = Place(Sort.LIBRARY, one.library.pk).code
    board_page, setting = reverse("indicators:targets"), reverse("indicators:set", args=["uses.loans"])
    for reader, reads, sets in ((top, 200, 200), (one, 200, 403), (other, 403, 403)):
        client.force_login(reader.user)
        assert client.get(board_page, {"place": of_one}).status_code == reads
        assert client.get(setting, {"place": of_one}).status_code == sets
    assert client.get(board_page, {"place": "library-999"}).status_code == 404
    assert client.get(board_page, {"period": "2026-Q9"}).status_code == 404
    assert Organisation.objects.count() == 4
