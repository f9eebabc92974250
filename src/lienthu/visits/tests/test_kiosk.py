"""A public computer's own page: whose it is, who may begin, how it ends, and what it answers to whoever guesses."""

import datetime
from typing import Any

import pytest
from conftest import Person
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.ledger.models import Kind
from lienthu.patrons.models import OwnAccess
from lienthu.patrons.tests.builders import patron
from lienthu.visits.models import Computer, ComputerSession
from lienthu.visits.services import computers, terms, tickets

from .builders import ADULT, CHILD, MINUTE, computer, counted

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SESSION = Kind.INTERNET_SESSION


def address(place: Computer, verb: str = "page") -> str:
    return reverse(f"kiosk:{verb}", args=[place.key])


def ticket_for(person: Person, visitor: computers.Visitor = ADULT) -> str:
    now = timezone.now()
    return tickets.give(library=person.library, site=None, visitor=visitor, actor=person.user, at=now).number


def state_of(client: Client, place: Computer) -> Any:
    return client.get(address(place, "state")).json()


def test_a_ticket_begins_a_session_and_the_page_tells_until_when(ours: Person, client: Client) -> None:
    place = computer(ours)
    assert state_of(client, place)["session"] is None
    response = client.post(address(place, "start"), {"ticket": f" {ticket_for(ours, CHILD)} "})
    assert (response.status_code, response["Location"]) == (302, address(place))
    session = ComputerSession.objects.get()
    told = state_of(client, place)
    assert (told["session"], told["ends"]) == (session.pk, round(session.ends_at.timestamp() * 1000))
    assert session.started_by is None
    assert counted(SESSION, age_band="child") == 1


def test_a_card_and_its_pin_begin_a_session_and_a_wrong_pin_does_not(ours: Person, client: Client) -> None:
    place, reader = computer(ours), patron(ours.library, card="R1")
    reader.expires_on = timezone.localdate() + datetime.timedelta(days=30)
    reader.save()
    for given in ({"card": "R1", "pin": "1234"}, {"card": "R1", "pin": ""}, {"card": "NONE", "pin": "1234"}):
        assert client.post(address(place, "start"), given).status_code == 422
    OwnAccess.objects.create(patron=reader, password=make_password("2580"))
    assert client.post(address(place, "start"), {"card": "R1", "pin": "1234"}).status_code == 422
    assert client.post(address(place, "start"), {"card": "r1", "pin": "2580"}).status_code == 302
    assert ComputerSession.objects.get().patron == reader


def test_an_expired_card_is_told_so_at_the_kiosk(ours: Person, client: Client) -> None:
    place, reader = computer(ours), patron(ours.library, card="R1")
    reader.expires_on = timezone.localdate() - datetime.timedelta(days=1)
    reader.save()
    OwnAccess.objects.create(patron=reader, password=make_password("2580"))
    response = client.post(address(place, "start"), {"card": "R1", "pin": "2580"})
    assert response.status_code == 422
    assert "hết hạn" in response.content.decode() or "The card ended" in response.content.decode()


def test_a_kiosk_takes_no_more_tries_after_five_wrong_ones(ours: Person, client: Client) -> None:
    place, good = computer(ours), ticket_for(ours)
    wrong = "00000" if good != "00000" else "00001"
    for _ in range(5):
        assert client.post(address(place, "start"), {"ticket": wrong}).status_code == 422
    response = client.post(address(place, "start"), {"ticket": good})
    assert response.status_code == 422
    assert "Nhập sai quá nhiều lần" in response.content.decode()
    assert not ComputerSession.objects.exists()
    Computer.objects.update(locked_until=timezone.now())
    assert client.post(address(place, "start"), {"ticket": good}).status_code == 302


def test_the_kiosk_tells_later_when_a_session_ended_while_the_network_was_away(ours: Person, client: Client) -> None:
    place, now = computer(ours), timezone.now()
    begun = now - 30 * MINUTE
    session = computers.start(computer=place, visitor=ADULT, actor=ours.user, at=begun)
    ended = int((begun + 10 * MINUTE).timestamp() * 1000)
    report = {"session": session.pk, "ended": ended}
    answer = client.post(address(place, "end"), report, headers={"Accept": "application/json"})
    assert answer.json()["session"] is None
    session.refresh_from_db()
    assert (session.minutes, session.end) == (10, "visitor")
    client.post(address(place, "end"), {"session": session.pk, "ended": ended + 60_000})
    session.refresh_from_db()
    assert session.minutes == 10


@pytest.mark.parametrize("ended", ["", "soon", "9" * 15, "9" * 40, "-5", "0"])
def test_a_time_that_is_none_ends_the_session_now(ours: Person, client: Client, ended: str) -> None:
    place = computer(ours)
    session = computers.start(computer=place, visitor=ADULT, actor=ours.user, at=timezone.now() - 5 * MINUTE)
    assert client.post(address(place, "end"), {"session": session.pk, "ended": ended}).status_code == 302
    session.refresh_from_db()
    assert session.minutes in (5, 6)


def test_a_kiosk_ends_only_its_own_sessions(ours: Person, client: Client) -> None:
    one, other = computer(ours), computer(ours, "Máy 2")
    session = computers.start(computer=one, visitor=ADULT, actor=ours.user, at=timezone.now())
    for number in (session.pk, 10**9, "x"):
        client.post(address(other, "end"), {"session": number})
    session.refresh_from_db()
    assert session.ended_at is None


def test_an_unknown_key_a_changed_key_and_a_retired_computer_open_nothing(ours: Person, client: Client) -> None:
    place = computer(ours)
    old = address(place)
    computers.change_key(computer=place, actor=ours.user, at=timezone.now())
    assert client.get(old).status_code == 404
    assert client.get(address(place)).status_code == 200
    Computer.objects.update(state=Computer.State.RETIRED)
    assert client.get(address(place)).status_code == 404
    for verb in ("page", "state", "start", "end"):
        for answer in (client.get, client.post):
            assert answer(reverse(f"kiosk:{verb}", args=["guess"])).status_code in {404, 405}


def test_the_page_says_nothing_of_people_and_hints_children(ours: Person, client: Client) -> None:
    hint = "Nhớ hỏi cô thủ thư khi thấy điều lạ"
    terms.lay_down(organisation=ours.library, values={"children_hint": hint}, actor=None, at=timezone.now())
    place, reader = computer(ours, for_children=True), patron(ours.library, "Nguyễn Thị Hoa")
    assert hint in client.get(address(place)).content.decode()
    computers.start(computer=place, visitor=computers.visitor_of(reader, timezone.now()), actor=None, at=timezone.now())
    assert "Hoa" not in client.get(address(place)).content.decode()
    assert set(state_of(client, place)) == {"now", "session", "ends", "out"}
