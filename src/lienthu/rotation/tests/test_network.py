"""The network page: sites by state, map and table that agree, boxes, what is due and open, uses per book."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from conftest import NOW, Person
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lienthu.catalogue.models import Copy
from lienthu.federation.services.organisations import move
from lienthu.ledger.models import AgeBand
from lienthu.mobile.tests import builders as vehicles
from lienthu.rotation.models import BookSet, DepositSite, Placement, PlacementLine, SiteTally, SiteUse
from lienthu.rotation.queries import network as queries
from lienthu.rotation.queries.network import Period
from lienthu.rotation.rules.network import Standing, per_book
from lienthu.rotation.services import placements, returning, uses
from lienthu.rotation.services.steps import Seen
from lienthu.rotation.services.uses import Totals
from lienthu.rotation.tests.builders import DAY, KEEPER, SENDER, TODAY, box, packed, planned, sent, site, there

pytestmark = pytest.mark.django_db
YEAR = Period(TODAY, TODAY + 364 * DAY)


def look(person: Person, day: Any = TODAY + 30 * DAY, period: Period = YEAR) -> queries.Network:
    return queries.network(queries.libraries_of(person.user, person.library, day), day, period)


def by_name(found: queries.Network) -> dict[str, queries.SiteRow]:
    return {row.deposit.site.name: row for row in found.sites}


@pytest.mark.once
def test_a_site_is_served_then_due_then_overdue_then_empty(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    assert [row.standing for row in look(ours, TODAY).sites] == [Standing.EMPTY]
    placement = there(ours, box, post_office)  # due back after 90 days
    for after, expected in ((30, "served"), (83, "due"), (90, "due"), (91, "overdue")):
        assert [row.standing for row in look(ours, TODAY + after * DAY).sites] == [expected], after
    placements.recall(placement=placement, on=TODAY + 40 * DAY, actor=ours.user, at=NOW + 30 * DAY)
    assert look(ours, TODAY + 41 * DAY).sites[0].standing == "overdue"  # called back for an earlier day
    returning.count(placement=placement, seen=Seen(), word=KEEPER, actor=ours.user, at=NOW + 40 * DAY)
    returning.bring_back(placement=placement, seen=Seen(), word=SENDER, actor=ours.user, at=NOW + 41 * DAY)
    assert look(ours, TODAY + 42 * DAY).sites[0].standing == "empty"


def test_every_box_is_somewhere_and_what_is_late_comes_first(ours: Person, books: list[Copy]) -> None:
    home, on_the_way, placed, waiting = (box(ours, f"LC-0{n}") for n in range(1, 5))
    near, far, last = site(ours, "Bưu điện xã A"), site(ours, "Bưu điện xã B"), site(ours, "Bưu điện xã C")
    for n, each in enumerate((on_the_way, placed, waiting)):
        packed(ours, each, books[2 * n : 2 * n + 2])
    sent(ours, on_the_way, near)
    there(ours, placed, far)
    planned(ours, waiting, last, begins_on=TODAY + 5 * DAY)
    found = look(ours, TODAY + 88 * DAY)
    where = {row.set.code: str(row.away.deposit) if row.away else row.set.depot.name for row in found.boxes}
    assert where == {
        "LC-01": home.depot.name,
        "LC-02": near.site.name,
        "LC-03": far.site.name,
        "LC-04": home.depot.name,
    }
    assert [row.books for row in found.boxes] == [0, 2, 2, 2]
    assert [(row.step, row.placement.set.code, row.late) for row in found.due] == [
        ("confirm", "LC-02", True),
        ("leave", "LC-04", True),
        ("back", "LC-03", False),
    ]


def test_uses_per_book_are_the_ledger_s_and_of_the_period(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:4])
    placement = there(ours, box, post_office)
    line = placement.lines.first()
    assert line is not None
    use = uses.record_use(line=line, kind=SiteUse.Kind.LOAN, age_band=AgeBand.CHILD, actor=None, at=NOW + 2 * DAY)
    uses.record_use(line=line, kind=SiteUse.Kind.READ, age_band=AgeBand.ADULT, actor=None, at=NOW + 3 * DAY)
    uses.undo_use(use=use, actor=None, at=NOW + 3 * DAY)
    totals = Totals(first_on=TODAY + 5 * DAY, last_on=TODAY + 9 * DAY, loans_adult=3, uses=2, visits_child=40)
    uses.record_totals(
        deposit=post_office, totals=totals, by="Bà Bưởi", means=SiteTally.Means.STAFF, actor=None, at=NOW + 10 * DAY
    )
    row = look(ours).sites[0]
    assert (row.books, row.placed, row.uses, row.per_book) == (4, 4, 6, Decimal("1.5"))
    early = look(ours, period=Period(TODAY, TODAY + 4 * DAY)).sites[0]
    assert (early.placed, early.uses, early.per_book) == (4, 1, Decimal("0.3"))
    before = look(ours, period=Period(TODAY - 9 * DAY, TODAY)).sites[0]
    assert (before.placed, before.uses, before.per_book) == (0, 0, None)  # it was received the day after
    assert per_book(0, 8) == Decimal("0.0")


@pytest.mark.once
def test_what_did_not_come_and_what_nobody_took_over_stay_on_the_page(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite, client: Client
) -> None:
    packed(ours, box, books[:3])
    there(ours, box, post_office, Seen({books[0].pk: PlacementLine.Found.MISSING}, ("KHONGCO",)))
    other, school = (
        BookSet.objects.create(library=ours.library, code="LC-09", name="Bộ LC-09", depot=box.depot, made_at=NOW),
        site(ours, "Trường tiểu học Tân Lập", kind="school"),
    )
    packed(ours, other, books[6:8])
    returning.turn_back(placement=sent(ours, other, school), reason="Đường ngập", actor=ours.user, at=NOW + DAY)
    found = look(ours)
    assert [(row.box, row.kind, row.n) for row in found.questions] == [
        ("LC-01", "not_received", 1),
        ("LC-01", "unknown", 1),
    ]
    assert [str(row) for row in found.refused] == ["LC-09 → Trường tiểu học Tân Lập"]
    rows = by_name(found)
    assert (rows["Bưu điện – văn hoá xã Tân Lập"].books, rows["Bưu điện – văn hoá xã Tân Lập"].questions) == (2, 2)
    client.force_login(ours.user)
    page = client.get(reverse("rotation:network"), {"since": "01/01/2026", "until": "31/12/2026"}).content.decode()
    assert "cả thùng không được tiếp nhận và đã quay về" in page
    assert "đã gửi mà không nhận được" in page


def test_map_table_and_file_show_the_same_sites_and_stops(ours: Person, client: Client) -> None:
    site(ours, "Đồn Biên phòng Vĩnh Xương", kind="border_post")
    for n, name in enumerate(("Bưu điện xã Nhơn Hưng", "Bưu điện xã An Phú")):
        made = site(ours, name)
        made.site.latitude, made.site.longitude = 10.6 + n / 10, 105.1
        made.site.save()
    vehicles.served(vehicles.stop(ours, "Trường Tiểu học An Phú"), ours)
    client.force_login(ours.user)
    for asked, sites, marks in (
        ({}, 3, 3),
        ({"state": "empty"}, 3, 2),
        ({"state": "overdue"}, 0, 0),
        ({"kind": "border_post"}, 1, 0),
        ({"text": "an phu"}, 1, 2),  # without tone marks; a site and a stop
        ({"state": "stops"}, 0, 1),
        ({"since": "31/02/2026"}, 3, 3),
    ):
        answer = client.get(reverse("rotation:network"), asked)
        assert answer.status_code == 200
        assert len(answer.context["sites"]) == sites, asked
        assert len(answer.context["map"].marks) == marks, asked
        drawn = {point.name for point in answer.context["map"].points}
        assert drawn == {row.deposit.site.name for row, _library in answer.context["sites"]} | {
            point.name for point in answer.context["stops"]
        }
        book = load_workbook(io.BytesIO(client.get(reverse("rotation:network_file"), asked).content))
        assert book.worksheets[0].max_row - 1 == sites, asked
    assert answer.context["form"].errors.keys() == {"since"}


@pytest.mark.once
def test_the_province_sees_the_sites_below_it_and_nobody_sees_beside_or_above(
    ours: Person, sister: Person, person: Callable[..., Person], client: Client
) -> None:
    district = person("HUYEN", "Thư viện huyện Tri Tôn", kind="rotation")
    move(organisation=district.library, parent=ours.library, on=TODAY, actor=None, at=NOW)
    site(ours, "Điểm của tỉnh")
    site(district, "Điểm của huyện")
    site(sister, "Điểm của tỉnh bạn")
    today = timezone.localdate()
    for who, expected in (
        (ours, {"Điểm của tỉnh", "Điểm của huyện"}),
        (district, {"Điểm của huyện"}),
        (sister, {"Điểm của tỉnh bạn"}),
    ):
        assert set(by_name(look(who, today))) == expected
        client.force_login(who.user)
        page = client.get(reverse("rotation:network")).content.decode()
        assert {name for name in ("Điểm của tỉnh", "Điểm của huyện", "Điểm của tỉnh bạn") if f">{name}<" in page} == (
            expected
        )
    cataloguer = person("BIENMUC", "Thư viện tỉnh Hậu Giang", kind="cataloguer")
    client.force_login(cataloguer.user)
    for name in ("network", "network_file"):
        assert client.get(reverse(f"rotation:{name}")).status_code == 403


def test_the_page_asks_no_more_of_sixty_sites_than_of_six(ours: Person, books: list[Copy], client: Client) -> None:
    client.force_login(ours.user)
    asked, made = [], box(ours)
    packed(ours, made, books[:2])
    there(ours, made, site(ours, "Bưu điện xã số 0"))
    for more in (5, 54):
        for n in range(more):
            made = BookSet.objects.create(
                library=ours.library, code=f"M{more}-{n}", name="Bộ", depot=made.depot, made_at=NOW
            )
            Placement.objects.create(
                library=ours.library, set=made, deposit=site(ours, f"Bưu điện xã số {more}-{n}"), state="in_place",
                begins_on=TODAY, ends_on=TODAY + 90 * DAY, made_at=NOW,
            )  # fmt: skip
        with CaptureQueriesContext(
            connection,
        ) as queries_:
            assert client.get(reverse("rotation:network")).status_code == 200
        asked.append(len(queries_))
    assert asked[1] <= asked[0]
    assert asked[0] <= 40
