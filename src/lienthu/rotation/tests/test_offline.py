"""A box received and counted by a phone without a network: booked once, differences asked about."""

import datetime

import pytest
from conftest import Person
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.ledger.models import Event, Kind
from lienthu.patrons.tests.builders import patron
from lienthu.rotation.models import BookSet, DepositSite, Placement
from lienthu.rotation.tests.builders import packed, sent, there
from lienthu.sync.tests.builders import hours_ago, phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_its_way(ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite) -> Placement:
    packed(ours, box, books[:3])
    return sent(ours, box, post_office)


def scanned(*copies: Copy) -> list[dict[str, object]]:
    return [{"barcode": copy.barcode, "copy": copy.pk} for copy in copies]


def test_a_set_is_taken_along_with_its_list(ours: Person, books: list[Copy], on_its_way: Placement) -> None:
    device = phone(ours)
    choices = device.ask("GET", "scopes/").json()["scopes"]
    chosen = next(each for each in choices if each["kind"] == "set")
    assert (chosen["id"], chosen["copies"]) == (on_its_way.set_id, 3)
    bundle = device.ask(
        "POST", "bundles/",
        {"bundle": "11111111-1111-4111-8111-111111111111", "scope": {"kind": "set", "id": on_its_way.set_id}},
    ).json()  # fmt: skip
    count = bundle["parts"]["rotation"]["counts"][0]
    assert (count["kind"], count["data"]) == ("box_receipt", {"placement": on_its_way.pk})
    assert count["expected"] == [copy.pk for copy in books[:3]]


def test_a_box_is_received_and_counted_without_a_network(
    ours: Person, books: list[Copy], on_its_way: Placement
) -> None:
    device = phone(ours)
    at = hours_ago(5)
    device.act(
        "box_receipt", at=at, placement=on_its_way.pk, copies=scanned(*books[:2]), missing=[books[2].pk],
        surplus=[{"barcode": "X1", "copy": None}],
    )  # fmt: skip
    device.act("count", at=at + datetime.timedelta(hours=1), placement=on_its_way.pk, copies=scanned(*books[:2]))
    told = device.hand_in()
    assert {each["outcome"] for each in told.values()} == {"applied"}
    placement = Placement.objects.get()
    assert placement.state == "counted"
    receipt = placement.confirmations.get(kind="receipt")
    assert (receipt.copies, receipt.actor) == (2, ours.user)
    assert abs((receipt.at - at).total_seconds()) < 1
    assert dict(placement.questions.values_list("code", "kind")) == {"B1-3": "not_received", "X1": "unknown"}
    assert {copy.custodian_id for copy in Copy.objects.filter(pk__in=[books[0].pk, books[1].pk])} == {
        placement.deposit.host_id
    }


@pytest.mark.once
def test_a_box_that_was_confirmed_meanwhile_or_is_not_ours_becomes_a_question(
    ours: Person, sister: Person, books: list[Copy], on_its_way: Placement
) -> None:
    theirs = phone(sister)
    theirs.act("box_receipt", placement=on_its_way.pk, copies=scanned(*books[:3]))
    assert theirs.hand_in()[1]["outcome"] != "applied"
    device = phone(ours)
    device.act("box_receipt", placement=on_its_way.pk, copies=scanned(*books[:3]))
    device.act("box_receipt", placement=on_its_way.pk, copies=scanned(*books[:3]))
    device.act("box_receipt", placement=on_its_way.pk, copies="all of them")
    told = device.hand_in()
    assert [told[seq]["outcome"] == "applied" for seq in (1, 2, 3)] == [True, False, False]
    assert Placement.objects.get().confirmations.filter(kind="receipt").count() == 1
    assert timezone.now() > Placement.objects.get().confirmations.get(kind="receipt").at


@pytest.mark.once
def test_whoever_brings_boxes_counts_what_was_read_and_who_came_and_lends_nothing(
    ours: Person, books: list[Copy], box: BookSet, post_office: DepositSite
) -> None:
    packed(ours, box, books[:2])
    there(ours, box, post_office)
    device = phone(ours, site=post_office.site)
    device.act("in_house_use", barcode=books[0].barcode)
    device.act("visit", age_band="child", quantity=4)
    device.act("check_out", barcode=books[0].barcode, patron=patron(ours.library, "Lê Thị Tám").pk)
    told = device.hand_in()
    assert [told[seq]["outcome"] for seq in (1, 2)] == ["applied", "applied"]
    assert told[3]["code"] == "not_allowed"
    event = Event.objects.get(kind=Kind.IN_HOUSE_USE)
    assert (event.owner, event.host, event.site) == (ours.library.pk, post_office.host_id, post_office.site_id)
