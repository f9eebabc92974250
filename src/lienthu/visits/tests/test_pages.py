"""The staff's pages: who may open them, and a day at the door, the gate, the trolley and the computers."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Person, colleague
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.accounts.models import Role
from lienthu.catalogue.search.backend import get_backend
from lienthu.circulation.tests.builders import stock
from lienthu.federation.models import Site
from lienthu.ledger.models import AgeBand, Kind
from lienthu.patrons.tests.builders import patron
from lienthu.visits.models import Computer, ComputerSession, Gate, GateImport, GateReading, Ticket, VisitCount
from lienthu.visits.services import computers, counts, gates, terms, tickets

from .builders import ADULT, at_door, computer, counted, site

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def everything(person: Person) -> list[str]:
    """An address of each page, with rows of the person's library behind it."""
    now = timezone.now()
    row = counts.count(**at_door(person, at=now), age_band=AgeBand.ADULT)
    gate = gates.keep_gate(library=person.library, site=None, name="Cửa", both_ways=False, actor=None, at=now)
    run = gates.receive(gate=gate, data=b"date,hour,in\n2026-01-03,8,4\n", name="a.csv", actor=None, at=now)
    gates.take_in(run=run, columns={"date": "date", "hour": "hour", "in": "in"}, actor=None, at=now)
    waiting = gates.receive(gate=gate, data=b"date,hour,in\n2026-01-04,8,4\n", name="b.csv", actor=None, at=now)
    place = computer(person)
    return [
        *(
            reverse(f"visits:{name}")
            for name in ("door", "report", "counts", "write_in", "gates", "computers", "trolley")
        ),
        reverse("visits:correct", args=[row.pk]),
        reverse("visits:gate", args=[gate.pk]),
        reverse("visits:gate_file", args=[run.pk]),
        reverse("visits:gate_file", args=[waiting.pk]),
        reverse("visits:reading", args=[GateReading.objects.get(gate=gate).pk]),
        reverse("visits:computer", args=[place.pk]),
    ]


def in_charge(person: Person) -> list[str]:
    place = Computer.objects.get(library=person.library)
    return [
        *(reverse(f"visits:{name}") for name in ("add_computer", "terms")),
        reverse("visits:change_computer", args=[place.pk]),
    ]


def test_who_works_at_the_desk_opens_all_but_what_the_director_lays_down(ours: Person, signed_in: SignIn) -> None:
    """The director opens everything in test_browser.py; who has no business here, nothing: cli/tests/test_closed.py."""
    client = signed_in(ours)
    for address in everything(ours):
        assert client.get(address).status_code == 200, address
    for address in in_charge(ours):
        assert client.get(address).status_code == 403, address


def test_a_guard_counts_at_the_door_and_sees_no_reader(ours: Person, signed_in: SignIn) -> None:
    guard = colleague(ours, Role.Kind.GUARD, "guard", "Bảo vệ")
    patron(ours.library, "Nguyễn Thị Hoa", card="R1")
    client = signed_in(guard)
    assert client.post(reverse("visits:count"), {"age_band": "adult"}).status_code == 302
    assert "lượt bạn đọc hôm nay" in client.get(reverse("accounts:home")).content.decode()
    greeted = client.post(reverse("visits:card"), {"card": "R1"}, follow=True).content.decode()
    assert "Xin chào bạn đọc" in greeted
    assert "Nguyễn Thị Hoa" not in greeted
    assert counted() == 2
    assert client.post(reverse("visits:undo", args=[VisitCount.objects.last().pk])).status_code == 302
    assert counted() == 1
    door = reverse("visits:door")
    for address in everything(ours):
        assert client.get(address).status_code == (200 if address == door else 403), address
    for name in ("circulation:desk", "patrons:search", "accounts:people", "stock:stocktakings"):
        assert client.get(reverse(name)).status_code == 403, name


def test_the_sister_library_changes_nothing_here(ours: Person, sister: Person, signed_in: SignIn) -> None:
    everything(ours)
    now = timezone.now()
    place = Computer.objects.get(library=ours.library)
    session = computers.start(computer=place, visitor=ADULT, actor=None, at=now)
    ticket = tickets.give(library=ours.library, site=None, visitor=ADULT, actor=None, at=now)
    client, before = signed_in(sister), counted()
    waiting = GateImport.objects.get(read_at=None)
    for address in (
        reverse("visits:undo", args=[VisitCount.objects.get().pk]),
        reverse("visits:start", args=[place.pk]),
        reverse("visits:reserve", args=[place.pk]),
        reverse("visits:cancel_ticket", args=[ticket.pk]),
        reverse("visits:discard_gate_file", args=[waiting.pk]),
        *(reverse("visits:session", args=[session.pk, verb]) for verb in ("extend", "stop", "move", "undo")),
    ):
        assert client.post(address).status_code == 403, address
    assert counted() == before
    assert Ticket.objects.get().state == "waiting"
    assert ComputerSession.objects.get().ended_at is None
    assert GateImport.objects.filter(pk=waiting.pk).exists()
    report = client.get(reverse("visits:report"), {"period": "month", "day": "03/01/2026"}).content.decode()
    assert "Chưa có lượt nào trong thời gian này" in report


def test_taps_groups_cards_and_undo_at_the_door(ours: Person, signed_in: SignIn) -> None:
    place = site(ours.library)
    patron(ours.library, "Nguyễn Thị Hoa", card="R1")
    client, door = signed_in(ours), reverse("visits:door")
    tap = reverse("visits:count")
    assert client.post(tap, {"age_band": "adult"})["Location"] == door
    client.post(tap, {"age_band": "child", "quantity": "30"})
    page = client.post(reverse("visits:card"), {"card": "r1"}, follow=True).content.decode()
    assert "Xin chào Nguyễn Thị Hoa" in page
    page = client.post(reverse("visits:card"), {"card": "R1"}, follow=True).content.decode()
    assert "Đã tính lượt lúc" in page
    assert counted(site=place.pk) == 32
    part = client.post(
        reverse("visits:undo", args=[VisitCount.objects.get(quantity=30).pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert part.lstrip().startswith('<div id="door"')
    assert counted(site=place.pk) == 2
    for wrong in ({"quantity": "0"}, {"quantity": "many"}, {"age_band": "dog"}, {"quantity": "100000"}):
        page = client.post(tap, wrong, follow=True).content.decode()
        assert "số nguyên từ 1 đến 1000" in page
    assert counted(site=place.pk) == 2


@pytest.mark.once
def test_a_report_of_each_period_and_a_day_that_is_none(ours: Person, signed_in: SignIn) -> None:
    counts.count(**at_door(ours), age_band=AgeBand.CHILD, quantity=7)
    client, address = signed_in(ours), reverse("visits:report")
    for period in ("day", "week", "month"):
        response = client.get(address, {"period": period, "day": "05/01/2026"})
        assert response.context["report"].total.total == 7
        assert "<svg" in response.content.decode()
    assert client.get(address, {"day": "31/02/2026"}).status_code == 422
    assert client.get(address, {"period": "decade"}).status_code == 422


@pytest.mark.once
def test_visitors_are_written_in_and_a_count_is_corrected_on_the_page(ours: Person, signed_in: SignIn) -> None:
    client = signed_in(ours)
    facts = {"day": "05/01/2026", "hour": "9", "age_band": "adult", "quantity": "12", "reason": "Mất điện"}
    assert client.post(reverse("visits:write_in"), facts).status_code == 302
    row = VisitCount.objects.get()
    address = reverse("visits:correct", args=[row.pk])
    assert client.post(address, {"quantity": "12", "reason": "x"}).status_code == 422
    assert client.post(address, {"quantity": "10", "reason": "Đếm nhầm"}).status_code == 302
    assert counted(booked_on=datetime.date(2026, 1, 5)) == 10
    assert "Đếm nhầm" in client.get(address).content.decode()
    future = timezone.localdate() + datetime.timedelta(days=3)
    assert client.post(reverse("visits:write_in"), {**facts, "day": f"{future:%d/%m/%Y}"}).status_code == 422


def test_a_gates_file_is_previewed_once_and_read_at_once_the_next_time(ours: Person, signed_in: SignIn) -> None:
    client = signed_in(ours)
    post = Site.objects.create(organisation=ours.library, name="Đồn biên phòng", kind=Site.Kind.DEPOSIT)
    assert f'value="{post.pk}">Đồn' not in client.get(reverse("visits:gates")).content.decode()
    client.post(reverse("visits:gates"), {"name": "Cửa chính"})
    page = reverse("visits:gate", args=[Gate.objects.get().pk])

    def upload(text: str) -> str:
        response = client.post(page, {"file": SimpleUploadedFile("dem.csv", text.encode())}, follow=True)
        return response.content.decode()

    first = "a,b,c\n03/01/2026,8,5\n03/01/2026,9,hai\n"
    assert "Mỗi cột là gì?" in upload(first)
    run = reverse("visits:gate_file", args=[GateImport.objects.get().pk])
    assert client.post(run, {"date": "a", "hour": "", "count_in": "c"}).status_code == 422
    told = client.post(run, {"date": "a", "hour": "b", "count_in": "c"}, follow=True).content.decode()
    assert "03/01/2026 | 9 | hai" in told
    assert counted() == 5
    assert "Không có gì thay đổi" in upload(first)
    assert "Đã đọc tệp" in upload(first + "04/01/2026,8,2\n")
    assert counted() == 7
    assert "Tệp rỗng" in upload(" ")


def test_a_trolley_counts_each_copy_once_and_lists_what_it_cannot(
    ours: Person, signed_in: SignIn, tmp_path: Path, hub_folder: Path
) -> None:
    get_backend().create()
    stock(tmp_path, ours, "B1", "B2")
    client, address = signed_in(ours), reverse("visits:trolley")
    response = client.post(address, {"codes": "b1\nB2\nB1\n\nNONE\n"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "<strong>NONE</strong>" in page
    assert "b1" not in page.partition("</textarea>")[0].partition("<textarea")[2]
    assert counted(Kind.IN_HOUSE_USE, host=ours.library.pk) == 2
    action, title = response.context["done"][0]
    assert title == "Truyện Kiều" and "[&quot;" not in page
    client.post(address, {"undo": action.pk})
    assert counted(Kind.IN_HOUSE_USE) == 1
    assert client.post(address, {"codes": "B1"}, follow=True).status_code == 200


def test_the_desk_starts_extends_moves_and_stops(ours: Person, signed_in: SignIn) -> None:
    one, other = computer(ours), computer(ours, "Máy 2")
    patron(ours.library, "Nguyễn Thị Hoa", card="R1")
    client = signed_in(ours)
    start = reverse("visits:start", args=[one.pk])
    assert client.post(start, {"start-card": "NONE"}).status_code == 422
    assert client.post(start, {"start-card": "R1", "start-minutes": "30"}).status_code == 302
    session = ComputerSession.objects.get()
    board = client.get(reverse("visits:computers")).content.decode()
    assert "Nguyễn Thị Hoa" in board
    for verb in ("extend", "move", "stop"):
        client.post(reverse("visits:session", args=[session.pk, verb]), {"computer": other.pk})
    session.refresh_from_db()
    assert (session.computer, session.end, session.minutes) == (other, "desk", 1)
    midnight = timezone.localtime(session.started_at).replace(hour=0, minute=0, second=0, microsecond=0)
    longest = min(session.started_at + datetime.timedelta(minutes=45), midnight + datetime.timedelta(days=1))
    assert abs(session.ends_at - longest) < datetime.timedelta(minutes=1)  # the day ends every session
    seen = client.get(reverse("visits:computers"), headers={"HX-Request": "true"}).content.decode()
    digest = seen.partition("?seen=")[2].partition('"')[0]
    polled = {"path": reverse("visits:computers"), "data": {"seen": digest}, "headers": {"HX-Request": "true"}}
    assert client.get(**polled).status_code == 204
    client.post(reverse("visits:give_ticket"), {"ticket-age_band": "child"})
    changed = client.get(**polled)
    assert Ticket.objects.get().number in changed.content.decode()


def test_terms_and_minutes_are_laid_down_by_the_director(head: Person, signed_in: SignIn) -> None:
    client, address = signed_in(head), reverse("visits:terms")
    assert client.post(address, {"session_minutes": "40", "computers_until": "17:00"}).status_code == 302
    assert client.post(address, {"session_minutes": "2"}).status_code == 422
    assert client.post(reverse("visits:allot"), {"age_band": "child", "minutes": "45"}).status_code == 302
    assert client.post(reverse("visits:allot"), {"minutes": "-1"}).status_code == 422
    page = client.get(address).content.decode()
    assert "17:00" in page
    assert ">45<" in page
    terms.lay_down(organisation=head.library, values={"card_hours": 2}, actor=None, at=timezone.now())
    assert client.get(address).status_code == 200


def test_home_tells_of_who_waits_and_who_came(ours: Person, signed_in: SignIn) -> None:
    now = timezone.now()
    counts.count(**at_door(ours, at=now), age_band=AgeBand.ADULT, quantity=4)
    tickets.give(library=ours.library, site=None, visitor=ADULT, actor=None, at=now)
    page = signed_in(ours).get(reverse("accounts:home")).content.decode()
    assert "lượt bạn đọc hôm nay" in page
    assert "người chờ máy" in page
