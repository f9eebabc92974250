"""Notices follow the person: their own page, the copy of their data, merging, forgetting."""

from datetime import timedelta
from typing import Any

import pytest
from conftest import Person
from django.test import Client
from django.urls import reverse

from lienthu.common import jobs
from lienthu.common.models import AuditEntry, Job
from lienthu.notices.checks import findings, problems
from lienthu.notices.jobs import cards_daily, deliver_when_due
from lienthu.notices.models import Declined, Letter, Notice
from lienthu.notices.services import gathering
from lienthu.notices.services import patrons as services
from lienthu.notices.services.cards import still_ending, tell_of_ending_cards
from lienthu.notices.services.printing import print_waiting
from lienthu.patrons import hooks
from lienthu.patrons.models import Patron
from lienthu.patrons.services import merging
from lienthu.patrons.tests.builders import AT as JANUARY
from lienthu.patrons.tests.builders import TODAY, patron, refused

from .builders import AT, LATER, hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(desk: Person, reader: Patron) -> Letter:
    hold(desk, reader, "old")
    gathering.gather(at=LATER)
    print_waiting(library=desk.library, actor=desk.user, at=LATER)
    return Letter.objects.get()


def signed_in(reader: Patron) -> Client:
    from lienthu.patrons.services import access

    client = Client()
    access.choose_password(patron=reader, password="mật khẩu riêng 9", at=AT)
    code = reader.cards.get().code
    client.post(reverse("own:sign_in"), {"card": code, "secret": "mật khẩu riêng 9"})
    return client


@pytest.mark.once
def test_the_page_of_a_reader_shows_what_they_were_told(desk: Person, printed: Letter, reader: Patron) -> None:
    client = Client()
    client.force_login(desk.user)
    page = client.get(reverse("patrons:patron", args=[reader.pk])).content.decode()
    assert "Sách đặt mượn đã có" in page
    assert reverse("notices:letter", args=[printed.pk]) in page
    tables = {table.title: table.rows for table in hooks.tables(reader)}
    assert tables["Thông báo"] == [
        ("Sách đặt mượn đã có", "Truyện Kiều", "05/11/2026 09:30", "thư giấy", "đã in"),
    ]


def test_a_reader_declines_reminders_on_their_own_page_and_wants_them_again(reader: Patron) -> None:
    client = signed_in(reader)
    page = client.get(reverse("own:me")).content.decode()
    assert "Sách sắp đến hạn trả" in page
    address = reverse("own_notices:choose", args=["due_soon"])
    assert address == "/toi/thong-bao/due_soon/"
    client.post(address, {"wanted": "no"})
    client.post(address, {"wanted": "no"})
    assert Declined.objects.get().kind == "due_soon"
    client.post(address, {"wanted": "yes"})
    assert not Declined.objects.exists()
    refusal = client.post(reverse("own_notices:choose", args=["overdue"]), {"wanted": "no"}, follow=True)
    assert "luôn gửi loại thông báo này" in refusal.content.decode()
    actions = AuditEntry.objects.filter(action__startswith="notices.").values_list("action", flat=True)
    assert sorted(actions) == ["notices.declined", "notices.wanted"]


def test_nobody_declines_for_a_reader_without_signing_in(reader: Patron) -> None:
    answer = Client().post(reverse("own_notices:choose", args=["due_soon"]), {"wanted": "no"})
    assert answer.status_code == 302
    assert not Declined.objects.exists()


def test_what_was_declined_after_it_was_queued_is_not_sent(desk: Person, reader: Patron) -> None:
    from lienthu.notices.kinds import kind_of
    from lienthu.notices.services import queue

    facts = kind_of("due_soon").samples_on(AT.date())[0]
    by = {"actor": None, "at": AT}
    queue(kind="due_soon", key="1:2026-11-07", patron=reader, library=desk.library, facts=facts, **by)
    services.decline(patron=reader, kind="due_soon", declined=True, actor=None, at=AT)
    gathering.gather(at=LATER)
    assert Notice.objects.get().why == "declined"
    assert not Letter.objects.exists()


def test_merged_readers_share_their_notices_and_get_them_back(desk: Person, printed: Letter, reader: Patron) -> None:
    other = patron(desk.library, "Nguyễn Thị Hoa")
    services.decline(patron=reader, kind="due_soon", declined=True, actor=None, at=AT)
    made = merging.merge(kept=other, merged=reader, actor=None, at=AT)
    printed.refresh_from_db()
    assert (printed.patron, Declined.objects.get().patron) == (other, other)
    assert list(problems()) == []
    merging.undo(merge=made, actor=None, at=AT)
    printed.refresh_from_db()
    assert (printed.patron, Declined.objects.get().patron) == (reader, reader)
    assert Notice.objects.get().patron == reader


def test_a_reader_who_is_forgotten_is_not_written_to_and_leaves_no_words(
    desk: Person, printed: Letter, reader: Patron
) -> None:
    hold(desk, reader, "waits", at=LATER)
    hold(desk, reader, "loose", at=LATER + timedelta(hours=2))
    gathering.gather(at=LATER + timedelta(hours=1))
    hooks.erase(patron=reader, actor=None, at=LATER + timedelta(hours=3))
    assert not Notice.objects.exclude(patron=None, facts={}).exists()
    assert not Letter.objects.exclude(patron=None, body="", to="", subject="").exists()
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["cancelled", "printed"]
    assert Notice.objects.filter(why="gone").count() == 2
    assert list(problems()) == []
    assert hold(desk, reader, "old") is None, "what was told once stays told"


@pytest.mark.once
def test_letters_are_forgotten_after_the_set_time(desk: Person, printed: Letter, reader: Patron) -> None:
    assert services.anonymise(before=LATER, at=LATER) == 0
    assert services.anonymise(before=LATER + timedelta(seconds=1), at=LATER) == 1
    printed.refresh_from_db()
    assert (printed.patron, printed.body, printed.to) == (None, "", "")
    assert Notice.objects.get().facts == {}
    assert services.anonymise(before=LATER + timedelta(seconds=1), at=LATER) == 0
    client = Client()
    client.force_login(desk.user)
    again = client.post(reverse("notices:paper_again", args=[printed.printing_id]), follow=True)
    assert "không còn được lưu" in again.content.decode()


def test_letters_that_nobody_printed_are_forgotten_too(desk: Person, reader: Patron) -> None:
    hold(desk, reader)
    gathering.gather(at=LATER)
    assert services.anonymise(before=LATER, at=LATER) == 0
    assert services.anonymise(before=LATER + timedelta(days=1), at=LATER + timedelta(days=91)) == 1
    letter = Letter.objects.get()
    assert (letter.state, letter.patron) == ("cancelled", None)
    assert list(problems()) == []


def test_a_card_that_ends_soon_is_told_once_for_each_last_day(desk: Person) -> None:
    reader = patron(desk.library, "Lê Văn Tám")  # the card of the builders is good for twelve months
    until = Patron.objects.get(pk=reader.pk).expires_on
    assert until is not None
    early = JANUARY + (until - TODAY) - timedelta(days=31)
    everything: dict[str, Any] = {"library": desk.library, "days": (30,)}
    assert tell_of_ending_cards(at=early, **everything) == 0
    assert tell_of_ending_cards(at=early + timedelta(days=2), **everything) == 1
    assert tell_of_ending_cards(at=early + timedelta(days=3), **everything) == 0
    key = Notice.objects.get().key
    assert still_ending([key]) == {key}
    Patron.objects.filter(pk=reader.pk).update(expires_on=until + timedelta(days=365))
    assert still_ending([key]) == set()


def test_the_worker_asks_for_one_job_when_something_is_due(desk: Person, reader: Patron) -> None:
    deliver_when_due()
    assert not Job.objects.exists()
    hold(desk, reader)
    deliver_when_due()
    deliver_when_due()
    assert Job.objects.filter(kind="notices.deliver").count() == 1
    jobs.work_here()
    assert Letter.objects.get().state == "to_print"
    deliver_when_due()
    assert Job.objects.count() == 1
    cards_daily()
    cards_daily()
    assert Job.objects.filter(kind="notices.cards").count() == 1
    jobs.work_here()
    assert Job.objects.get(kind="notices.cards").state == "done"


def test_what_must_always_be_told_cannot_be_declined(reader: Patron) -> None:
    with refused("not_to_decline"):
        services.decline(patron=reader, kind="hold_ready", declined=True, actor=None, at=AT)


def test_the_check_finds_what_is_broken(desk: Person, printed: Letter, reader: Patron) -> None:
    assert list(problems()) == []
    other = patron(desk.library, "Người Khác")
    Notice.objects.update(patron=other)
    assert any("another kind, library or patron" in line for line in problems())
    Notice.objects.update(patron=reader, cancelled_at=LATER, why="moot")
    assert any("tells nothing" in line for line in problems())
    Notice.objects.update(letter=None, cancelled_at=None, why="")
    assert any("has no notice in it" in line for line in problems())
    assert any("waited for more than a day" in line for line in findings())
