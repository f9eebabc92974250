"""The custodian's page: no account, one confirmation, totals and wishes; nothing opens without the signed address."""

import datetime

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.ledger.models import Event, Kind
from lienthu.rotation.errors import SiteRefused
from lienthu.rotation.models import BookSet, DepositSite, Placement, SiteTally, Wish
from lienthu.rotation.services import links, uses
from lienthu.rotation.tests.builders import packed, sent, site, there

pytestmark = pytest.mark.django_db
Totals = uses.Totals


@pytest.fixture
def on_its_way(ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite) -> Placement:
    packed(ours, box, books[:3])
    return sent(ours, box, post_office)


def address(name: str, link: object, *numbers: int) -> str:
    return reverse(f"at_site:{name}", args=[links.token(link), *numbers])  # type: ignore[arg-type]


def test_the_custodian_confirms_once_without_an_account(client: Client, ours: Person, on_its_way: Placement) -> None:
    link = links.for_receipt(placement=on_its_way, actor=ours.user, at=timezone.now())
    page = client.get(address("page", link)).content.decode()
    assert "Thùng sách đã đến" in page
    confirm = address("receive", link, on_its_way.pk)
    answer = client.post(confirm, {"name": "Trần Thị Bưởi"}, follow=True)
    assert "Thư viện đã biết sách đến nơi" in answer.content.decode()
    word = on_its_way.confirmations.get(kind="receipt")
    assert (word.name, word.means, word.copies, word.actor) == ("Trần Thị Bưởi", "link", 3, None)
    again = client.post(confirm, {"name": "Ai đó"}, follow=True)
    assert "đã được xác nhận" in again.content.decode()
    assert on_its_way.confirmations.filter(kind="receipt").count() == 1


@pytest.mark.once
def test_what_the_custodian_ticks_becomes_a_question(client: Client, ours: Person, on_its_way: Placement) -> None:
    link = links.for_site(deposit=on_its_way.deposit, actor=ours.user, at=timezone.now())
    missing = on_its_way.lines.first()
    assert missing is not None
    said = {"some": "1", "name": "Bưởi", f"missing-{missing.copy_id}": "on", "remarks": "Thùng ướt"}
    client.post(address("receive", link, on_its_way.pk), said)
    asked = on_its_way.questions.get()
    assert (asked.kind, asked.copy_id, asked.owner) == ("not_received", missing.copy_id, ours.user)


def test_a_wrong_a_revoked_and_an_old_address_open_nothing(client: Client, ours: Person, on_its_way: Placement) -> None:
    now = timezone.now()
    link = links.for_receipt(placement=on_its_way, actor=ours.user, at=now)
    good = links.token(link)
    assert client.get(f"/diem/{good[:-2]}xx/").status_code == 404
    assert client.get(f"/diem/{link.key}/").status_code == 404
    links.revoke(link=link, actor=ours.user, at=now)
    closed = client.get(f"/diem/{good}/")
    assert closed.status_code == 404
    assert "hết hạn" in closed.content.decode()
    old = links.for_receipt(placement=on_its_way, actor=ours.user, at=now - datetime.timedelta(days=90))
    assert client.post(address("receive", old, on_its_way.pk), {"name": "X"}).status_code == 404


def test_an_address_for_a_receipt_serves_for_nothing_else(client: Client, ours: Person, on_its_way: Placement) -> None:
    link = links.for_receipt(placement=on_its_way, actor=ours.user, at=timezone.now())
    assert client.post(address("wish", link), {"text": "Sách nấu ăn"}).status_code == 404
    assert client.post(address("totals", link), {}).status_code == 404
    assert Wish.objects.count() == 0


def test_totals_and_wishes_come_from_the_custodian(
    client: Client, ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    placement = there(ours, box, post_office)
    link = links.for_site(deposit=post_office, actor=ours.user, at=timezone.now())
    today = f"{timezone.localdate():%d/%m/%Y}"
    said = {"first_on": today, "last_on": today, "loans_child": "12", "visits_adult": "5"}
    assert client.post(address("totals", link), said).status_code == 302
    tally = SiteTally.objects.get()
    assert (tally.placement, tally.total, tally.means) == (placement, 17, "custodian")
    event = Event.objects.get(kind=Kind.CHECK_OUT)
    assert (event.quantity, event.age_band, event.site, event.owner) == (
        12, "child", post_office.site_id, ours.library.pk,
    )  # fmt: skip
    assert "đã có số liệu" in client.post(address("totals", link), said).content.decode().lower()
    client.post(address("take_back", link), {"tally": tally.pk})
    assert sum(Event.objects.filter(kind=Kind.CHECK_OUT).values_list("quantity", flat=True)) == 0
    assert client.post(address("totals", link), said | {"loans_child": "11"}).status_code == 302
    theirs = SiteTally.objects.first()
    assert theirs is not None
    SiteTally.objects.filter(pk=theirs.pk).update(means="staff")
    assert client.post(address("take_back", link), {"tally": theirs.pk}).status_code == 404
    client.post(address("wish", link), {"text": "Sách dạy nấu ăn", "by": "Bưởi"})
    assert Wish.objects.get().text == "Sách dạy nấu ăn"


def test_a_use_is_written_down_by_one_press_and_taken_back_by_another(
    client: Client, ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:3])
    placement = there(ours, box, post_office)
    link = links.for_site(deposit=post_office, actor=ours.user, at=timezone.now())
    line = placement.lines.first()
    assert line is not None
    client.post(address("use", link), {"line": line.pk, "kind": "loan", "band": "child"})
    use = line.used.get()
    assert "Vừa ghi" in client.get(address("books", link, placement.pk)).content.decode()
    client.post(address("use", link), {"line": line.pk, "undo": use.pk})
    assert sum(Event.objects.filter(kind=Kind.CHECK_OUT).values_list("quantity", flat=True)) == 0


@pytest.mark.once
def test_a_prison_tells_totals_only(ours: Person, books: list[Copy], box: BookSet) -> None:
    prison = site(ours, "Trại giam Z30", kind="prison")
    assert prison.totals_only
    packed(ours, box, books[:3])
    placement = there(ours, box, prison)
    line = placement.lines.first()
    assert line is not None
    with pytest.raises(SiteRefused):
        uses.record_use(line=line, kind="loan", age_band="adult", actor=ours.user, at=NOW)  # type: ignore[arg-type]


def test_totals_are_told_once_and_can_be_taken_back(ours: Person, post_office: DepositSite) -> None:
    today = NOW.date()
    said = Totals(first_on=today - datetime.timedelta(days=30), last_on=today, loans_adult=40)
    more = {"by": "Bưởi", "means": SiteTally.Means.STAFF, "actor": ours.user, "at": NOW}
    tally = uses.record_totals(deposit=post_office, totals=said, **more)
    with pytest.raises(SiteRefused) as refused:
        uses.record_totals(deposit=post_office, totals=said, **more)
    assert refused.value.code == "told_before"
    uses.undo_totals(tally=tally, reason="Cộng nhầm", actor=ours.user, at=NOW)
    assert sum(Event.objects.values_list("quantity", flat=True)) == 0
    uses.record_totals(deposit=post_office, totals=said, **more)
