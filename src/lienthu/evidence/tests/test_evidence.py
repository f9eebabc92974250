from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Person, colleague
from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from lienthu.accounts.models import Role
from lienthu.accounts.permissions import ACTIONS
from lienthu.catalogue.models import Copy
from lienthu.circulation.tests.builders import stock
from lienthu.common import rooms
from lienthu.common.models import AuditEntry
from lienthu.evidence import services
from lienthu.evidence.errors import EvidenceRefused
from lienthu.evidence.queries import things_of
from lienthu.ledger import checks, queries
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Event, Kind

from .conftest import CAME, visitors

pytestmark = pytest.mark.django_db

JANUARY = "?kind=visit&first=2026-01-01&last=2026-01-31"


def trip_to_the_museum(ours: Person, quantity: int = 30) -> Event:
    """An event of which no room keeps count."""
    activity = ledger.Activity(kind=Kind.VISIT, at=CAME, host=ours.library.pk, quantity=quantity)
    return ledger.append(activity, actor=ours.user)


def reporter(ours: Person) -> Person:
    return colleague(ours, Role.Kind.REPORTER, "thong-ke", "Lê Thị Kê")


def test_what_rooms_say_of_their_things_leads_somewhere() -> None:
    every = {action for actions in ACTIONS.values() for action in actions}
    found = [(thing, each) for _room, said in rooms.saying("evidence") for thing, each in said.items()]
    assert len(found) > 10
    for thing, evidence in found:
        model: Any = apps.get_model(thing)
        model._default_manager.select_related(*evidence.libraries).first()  # raises when there is no such way
        assert evidence.action in every
        try:
            reverse(evidence.url_name, args=[1])
        except NoReverseMatch:
            pytest.fail(f"{thing} has no page {evidence.url_name}")


def test_a_figure_opens_to_its_events_and_an_event_to_its_thing(
    ours: Person, signed_in: Callable[[Person], Client]
) -> None:
    event = visitors(ours)
    page = signed_in(ours).get(f"/staff/ledger/{JANUARY}&host={ours.library.pk}&age_band=child").content.decode()
    assert f"/staff/ledger/{event.pk}/" in page
    assert f"/staff/visits/counts/{event.thing_id}/correct/" in page
    assert f"/staff/ledger/{event.pk}/" not in signed_in(ours).get("/staff/ledger/?kind=trip").content.decode()


@pytest.mark.once
def test_who_may_not_open_the_thing_is_not_led_there(ours: Person, signed_in: Callable[[Person], Client]) -> None:
    event = visitors(ours)
    reads = reporter(ours)
    assert things_of([event], ours.user, None)[event.pk].url
    assert things_of([event], reads.user, None)[event.pk].url == ""
    page = signed_in(reads).get(f"/staff/ledger/{event.pk}/")
    assert (page.status_code, b"/correct/" in page.content, page.context["form"]) == (200, False, None)
    assert signed_in(reads).post(f"/staff/ledger/{event.pk}/", {"quantity": 1, "reason": "x"}).status_code == 403


def test_another_library_sees_none_of_our_events(
    ours: Person, person: Callable[..., Person], signed_in: Callable[[Person], Client]
) -> None:
    event = visitors(ours)
    theirs = signed_in(person("THEIRS", "Thư viện tỉnh Cao Bằng", kind="director"))
    for more in ("", f"&host={ours.library.pk}", f"&owner={ours.library.pk}"):
        assert f"/staff/ledger/{event.pk}/" not in theirs.get(f"/staff/ledger/{JANUARY}{more}").content.decode()
    assert theirs.get(f"/staff/ledger/{event.pk}/").status_code == 403


@pytest.mark.parametrize(
    "words", ["first=32/01/2026", "kind=nonsense", "host=x&site=-1&trip=9999999999999999999999", "after=yesterday,x"]
)
def test_an_address_that_somebody_made_up_gives_a_page(
    ours: Person, signed_in: Callable[[Person], Client], words: str
) -> None:
    assert signed_in(ours).get(f"/staff/ledger/?{words}").status_code in (200, 422)


def test_more_events_than_a_page_holds_go_on(ours: Person, signed_in: Callable[[Person], Client]) -> None:
    for _number in range(51):
        trip_to_the_museum(ours)
    client = signed_in(ours)
    first = client.get(f"/staff/ledger/{JANUARY}")
    assert len(first.context["rows"]) == 50
    assert first.context["total"] == 51 * 30
    assert len(client.get(f"/staff/ledger/?{first.context['more']}").context["rows"]) == 1


@pytest.mark.once
def test_a_director_corrects_an_event_and_says_why(ours: Person, signed_in: Callable[[Person], Client]) -> None:
    event = trip_to_the_museum(ours)
    client = signed_in(ours)
    ledger.close(organisation=ours.library.pk, until=date(2026, 2, 1), actor=None, at=CAME)
    assert client.post(f"/staff/ledger/{event.pk}/", {"quantity": 8, "reason": ""}).status_code == 422
    assert client.post(f"/staff/ledger/{event.pk}/", {"quantity": 31, "reason": "đếm nhầm"}).status_code == 422
    assert client.post(f"/staff/ledger/{event.pk}/", {"quantity": 8, "reason": "đếm nhầm"}).status_code == 302
    page = client.get(f"/staff/ledger/{event.pk}/").content.decode()
    assert "đếm nhầm" in page
    assert AuditEntry.objects.get(action="event.corrected").organisation_id == ours.library.pk
    february = {"since": date(2026, 2, 1), "until": date(2026, 3, 1)}
    assert [each.quantity for each in queries.late(ours.library.pk, **february)] == [-8]
    assert list(checks.problems()) == []


def test_what_a_room_counts_itself_is_corrected_there(ours: Person, signed_in: Callable[[Person], Client]) -> None:
    event = visitors(ours)
    with pytest.raises(EvidenceRefused) as refusal:
        services.correct(event=event, quantity=1, reason="đếm nhầm", actor=ours.user, at=timezone.now())
    assert refusal.value.code == "corrected_there"
    assert signed_in(ours).get(f"/staff/ledger/{event.pk}/").context["elsewhere"]


def test_a_networks_figure_opens_to_what_stands_below_it(ours: Person, signed_in: Callable[[Person], Client]) -> None:
    event = trip_to_the_museum(ours)
    client = signed_in(ours)

    def shown(words: str) -> list[int]:
        return [row["event"].pk for row in client.get(f"/staff/ledger/{JANUARY}&{words}").context["rows"]]

    assert shown(f"below={ours.library.pk}&credit=host&on_trip=no") == [event.pk]
    assert shown(f"below={ours.library.pk}&credit=host&on_trip=yes") == []
    assert shown(f"below={ours.library.pk}&credit=owner") == []
    assert shown("federation=999") == []


def test_a_count_of_books_opens_to_the_copies_that_are_held(
    tmp_path: Path, ours: Person, person: Callable[..., Person], signed_in: Callable[[Person], Client]
) -> None:
    here, lost, _third = stock(tmp_path, ours, "B1", "B2", "B3")
    Copy.objects.filter(pk=lost.pk).update(status=Copy.Status.LOST)
    page = signed_in(ours).get(f"/staff/ledger/copies/?owner={ours.library.pk}&last=2026-01-31")
    assert (page.context["total"], [str(row[0]) for row in page.context["rows"]]) == (2, ["B3", "B1"])
    assert f"/staff/cataloguing/copies/{here.pk}/" in page.content.decode()
    assert f"owner={ours.library.pk}" in page.context["since"] and "copy_lost" in page.context["since"]
    theirs = signed_in(person("THEIRS", "Thư viện tỉnh Cao Bằng", kind="director"))
    assert theirs.get(f"/staff/ledger/copies/?owner={ours.library.pk}&after=x&last=y").context["rows"] == []
