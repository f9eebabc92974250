"""A round of exchange from the first offer to the balance sheet."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW, Person
from django.db.models import Count

from lienthu.catalogue import checks as catalogue_checks
from lienthu.catalogue.models import Copy
from lienthu.catalogue.services import indexing
from lienthu.cataloguing import checks as register_checks
from lienthu.circulation import checks as circulation_checks
from lienthu.ledger.models import Event
from lienthu.sharing import checks
from lienthu.sharing.errors import SharingRefused
from lienthu.sharing.models import Choice, GiftLine, Offer, Round
from lienthu.sharing.queries import exchange
from lienthu.sharing.rules import words
from lienthu.sharing.services import handing, rounds

from .builders import TERMS, TODAY, federation, offered, shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def hue(person: Callable[..., Person]) -> Person:
    return person("HUE", "Thư viện Tổng hợp Huế", kind="director")


@pytest.fixture
def held(giver: Person, hue: Person, island: Person, tmp_path: Path) -> Round:
    """Quảng Trị and Huế offer one title of their own each, two copies; Quảng Trị offers one that Huế has."""
    shelf(tmp_path, giver, quang_tri=3, kieu=2)
    shelf(tmp_path, hue, hue=3, kieu=1)
    made = rounds.begin(
        of=federation(giver, hue, island), name="Đợt 1/2026", until=None, only_wishes=False, actor=None, at=NOW
    )
    offered(made, giver, "Quảng Trị đất và người;Lê Đức Thọ;2\nQT.kieu1")
    offered(made, hue, "HUE.hue1\nHUE.hue2")
    return made


def going(held: Round) -> set[tuple[str, str, str]]:
    rows = Choice.objects.filter(round=held, barred=False).select_related("offer__record")
    return {
        (each.offer.library.code, each.recipient.code, each.offer.record.control_number.partition("-")[2])
        for each in rows
    }


def test_a_member_never_gets_what_it_holds_and_wishes_come_first(held: Round, giver: Person, island: Person) -> None:
    hue_title = Offer.objects.get(library__code="HUE").title_id
    rounds.ask(held=held, library=island.library, title=hue_title, actor=None, at=NOW)
    with pytest.raises(SharingRefused) as refused:
        rounds.offer(
            held=held, library=giver.library, record=Offer.objects.filter(library=giver.library)[0].record, copies=9,
            actor=None, at=NOW,
        )  # fmt: skip
    assert refused.value.code == "too_many"
    rounds.work_out(held=held, actor=None, at=NOW)
    assert going(held) == {
        ("QT", "HUE", "quang_tri"), ("QT", "CONCO", "quang_tri"), ("QT", "CONCO", "kieu"), ("HUE", "QT", "hue"),
        ("HUE", "CONCO", "hue"),
    }  # fmt: skip
    held.refresh_from_db()
    assert (held.outcome["met"], held.outcome["going"], held.outcome["proven"]) == (1, 5, True)
    assert "1/1" in words.summary(held.outcome)[0].replace(" of ", "/")


def test_what_a_person_decides_is_checked_and_survives_a_new_proposal(
    held: Round, giver: Person, hue: Person, island: Person
) -> None:
    rounds.work_out(held=held, actor=None, at=NOW)
    kieu = Offer.objects.get(library=giver.library, copies=1)
    with pytest.raises(SharingRefused, match=r"(?i)already|đã có"):
        rounds.decide(held=held, of=kieu, recipient=hue.library, goes=True, actor=None, at=NOW)
    rounds.decide(held=held, of=kieu, recipient=island.library, goes=False, actor=None, at=NOW)
    rounds.work_out(held=held, actor=None, at=NOW)
    assert ("QT", "CONCO", "kieu") not in going(held)
    rounds.decide(held=held, of=kieu, recipient=island.library, goes=True, actor=None, at=NOW)
    rounds.work_out(held=held, actor=None, at=NOW)
    assert ("QT", "CONCO", "kieu") in going(held)


def test_shipments_change_owners_when_they_arrive_and_what_did_not_arrive_is_an_open_question(
    held: Round, giver: Person, hue: Person, island: Person
) -> None:
    rounds.work_out(held=held, actor=None, at=NOW)
    with pytest.raises(SharingRefused, match="tương lai"):
        rounds.confirm(held=held, number="08/BB-LH", on=TODAY + timedelta(days=2), actor=None, at=NOW)
    made = rounds.confirm(held=held, number="08/BB-LH", on=TODAY, actor=None, at=NOW)
    assert set(held.shipments.annotate(n=Count("lines")).values_list("library__code", "recipient__code", "n")) == {
        ("QT", "HUE", 1), ("QT", "CONCO", 2), ("HUE", "QT", 1), ("HUE", "CONCO", 1),
    }  # fmt: skip
    parcel = next(each for each in made if (each.library, each.recipient) == (giver.library, island.library))
    with pytest.raises(SharingRefused) as refused:
        handing.hand_over(gift=parcel, terms=TERMS, actor=None, at=NOW)
    assert refused.value.code == "shipment"
    handing.send(gift=parcel, on=TODAY, actor=giver.user, at=NOW)
    assert set(Copy.objects.filter(status="in_transit").values_list("owner__code", flat=True)) == {"QT"}
    assert list(circulation_checks.problems()) == []
    here, missing = parcel.lines.order_by("pk")
    handing.receive(gift=parcel, arrived=[here.pk], terms=TERMS, actor=island.user, at=NOW)
    here.refresh_from_db()
    assert here.copy is not None
    assert (here.copy.owner, here.copy.status, here.state) == (island.library, "available", "given")
    assert [line.pk for line in exchange.questions(giver.library)] == [missing.pk]
    assert exchange.arrived([held]) == {(giver.library.pk, island.library.pk): 1}
    handing.settle(line=missing, outcome="came", terms=TERMS, actor=island.user, at=NOW)
    assert GiftLine.objects.get(pk=missing.pk).state == "given"
    counted = Event.objects.filter(thing="sharing.gift").values_list("kind", "owner")
    assert sorted(counted) == sorted(
        [("copy_withdrawn", giver.library.pk), ("copy_added", island.library.pk)] * 2
    )  # fmt: skip
    line = exchange.balance([giver.library.pk, island.library.pk], exchange.arrived([held]))[0]
    assert (line.gave_to, line.gave, line.got, line.net) == ([None, 2], 2, 0, -2)
    indexing.drain()
    for each in (checks, catalogue_checks, register_checks):
        assert list(each.problems()) == []


def test_a_proposal_whose_copies_are_gone_is_not_confirmed(held: Round, giver: Person) -> None:
    rounds.work_out(held=held, actor=None, at=NOW)
    Copy.objects.filter(owner=giver.library, barcode__startswith="QT.kieu").update(status="on_loan")
    with pytest.raises(SharingRefused, match="Truyện Kiều"):
        rounds.confirm(held=held, number="08/BB-LH", on=TODAY, actor=None, at=NOW)
    assert Round.objects.get().state == "proposed"
    assert not held.shipments.exists()


def test_wishes_that_are_not_met_say_why(held: Round) -> None:
    question = exchange.question_of(held, TODAY)
    one, other, third = sorted(question.members)
    offer = question.offers[0]
    told = words.unmet(
        wishes={(third, offer.title), (other, 999)}, offers=question.offers, holds={offer.title: {third}}, going=[]
    )
    assert [(each.member, each.title) for each in told] == [(other, 999), (third, offer.title)]
    assert one == offer.giver
