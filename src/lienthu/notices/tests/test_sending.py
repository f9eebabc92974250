"""What goes out, to a real mail server on loopback: once, in one letter, and never twice whatever happens."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from conftest import Person
from django.db import connection
from django.utils import timezone

from lienthu.notices import rules
from lienthu.notices.models import Letter, Notice
from lienthu.notices.services import gathering, resolving, sending, withdraw
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

from .builders import AT, LATER, by_email, hold
from .mailserver import MailServer, mail_server

pytestmark = pytest.mark.django_db
State = Letter.State


@pytest.fixture
def post(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as server:
        yield server


def sent(at: datetime = LATER) -> dict[str, int]:
    gathering.gather(at=at)
    return {how: count for how, count in sending.send_due(clock=lambda: at).items() if count}


def test_several_notices_of_a_reader_go_in_one_letter(desk: Person, post: MailServer) -> None:
    tam, hoa = by_email(desk), by_email(desk, "Trần Hoa", "hoa@example.vn")
    hold(desk, tam, "1", title="Truyện Kiều")
    hold(desk, tam, "2", title="Dế Mèn phiêu lưu ký")
    hold(desk, hoa, "3", title="Tắt đèn")
    assert sent() == {"sent": 2}
    first, second = post.taken
    assert (first["To"], second["To"]) == ("tam@example.vn", "hoa@example.vn")
    assert str(first["From"]) == "Thư viện huyện Châu Thành <thuvien@example.vn>"
    assert str(first["Subject"]).strip() == "Sách đặt mượn đã có: Truyện Kiều, Dế Mèn phiêu lưu ký"
    text = first.get_content()
    assert text.startswith("Kính gửi Ông/Bà Lê Văn Tám,")
    assert "– Truyện Kiều; nhận tại: Phòng mượn" in text
    assert "– Dế Mèn phiêu lưu ký;" in text
    assert "Tắt đèn" not in text
    assert first["Auto-Submitted"] == "auto-generated"
    assert sent(LATER + timedelta(days=3)) == {}
    assert len(post.taken) == 2


def test_notices_wait_for_company_before_they_become_a_letter(desk: Person, post: MailServer) -> None:
    hold(desk, by_email(desk))
    assert sent(AT + timedelta(minutes=9)) == {}
    assert sent(AT + timedelta(minutes=10)) == {"sent": 1}


def test_what_was_settled_before_is_not_told(desk: Person, post: MailServer) -> None:
    tam = by_email(desk)
    hold(desk, tam, "1", title="Truyện Kiều", about=1)
    hold(desk, tam, "2", title="Tắt đèn", about=2)
    gathering.gather(at=LATER)
    withdraw(kind="hold_ready", about=[1], at=LATER)
    assert sent() == {"sent": 1}
    assert "Truyện Kiều" not in post.taken[0].get_content()
    hold(desk, tam, "3", about=3)
    gathering.gather(at=LATER + timedelta(hours=1))
    withdraw(kind="hold_ready", about=[3], at=LATER)
    assert sent(LATER + timedelta(hours=1)) == {}
    assert Letter.objects.get(notices__key="3").state == State.CANCELLED


def test_without_consent_or_mail_server_a_letter_is_printed(desk: Person, reader: Patron, settings: Any) -> None:
    hold(desk, reader, "1")
    hold(desk, patron(desk.library, "Không Đồng Ý", email="khong@example.vn"), "2")
    settings.EMAIL_HOST = ""
    hold(desk, by_email(desk), "3")
    gathering.gather(at=LATER)
    assert set(Letter.objects.values_list("channel", "state")) == {("print", "to_print")}


def test_a_kind_not_worth_paper_ends_there_with_its_reason(desk: Person, reader: Patron) -> None:
    hold(desk, reader, kind="hold_ready")
    from lienthu.notices.services.queueing import queue

    facts = {"title": "Truyện Kiều", "until": "12/11/2026"}
    queue(kind="hold_expired", key="1", patron=reader, library=desk.library, facts=facts, actor=None, at=AT)
    gathering.gather(at=LATER)
    assert Letter.objects.count() == 1
    assert Notice.objects.get(kind="hold_expired").why == "no_way"


def test_a_refused_address_is_given_up_at_once_and_a_full_mailbox_tried_again(desk: Person, post: MailServer) -> None:
    hold(desk, by_email(desk))
    answers = ["452 mailbox full", "550 no such user"]
    post.behave = lambda line: answers.pop(0) if line.upper().startswith("RCPT") else None
    assert sent() == {"later": 1}
    letter = Letter.objects.get()
    assert (letter.state, letter.next_at) == (State.WAITING, LATER + rules.BACKOFF[0])
    assert "mailbox full" in letter.problem
    assert sent(LATER + timedelta(minutes=4)) == {}
    assert sent(LATER + timedelta(minutes=5)) == {"given_up": 1}
    letter.refresh_from_db()
    assert (letter.state, letter.problem) == (State.GIVEN_UP, "550 no such user")
    assert post.taken == []


def test_a_letter_is_tried_so_often_and_then_a_person_sees_to_it(desk: Person, post: MailServer) -> None:
    hold(desk, by_email(desk))
    post.behave = lambda line: "451 later" if line == "TEXT" else None
    at, ends = LATER, []
    for wait in (*rules.BACKOFF, timedelta()):
        ends.append(sent(at))
        at += wait
    assert ends == [{"later": 1}] * (rules.TRIES - 1) + [{"given_up": 1}]
    letter = Letter.objects.get()
    assert (letter.attempts, letter.state) == (rules.TRIES, State.GIVEN_UP)
    post.behave = lambda line: None
    post.taken.clear()
    resolving.send_again(letter=letter, actor=desk.user, at=at)
    assert sent(at) == {"sent": 1}
    letter.refresh_from_db()
    assert post.ids() == [f"<{letter.reference}@example.vn>"]


def test_a_mail_server_that_is_down_costs_every_letter_a_try_and_sends_none(
    desk: Person, post: MailServer, settings: Any
) -> None:
    for number in range(3):
        hold(desk, by_email(desk, f"Bạn đọc {number}", f"b{number}@example.vn"), str(number))
    working, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert sent() == {"later": 3}
    assert set(Letter.objects.values_list("attempts", "state")) == {(1, "waiting")}
    assert "Không kết nối được máy chủ thư" in Letter.objects.first().problem
    settings.EMAIL_PORT = working
    assert sent(LATER + timedelta(minutes=5)) == {"sent": 3}


def test_a_line_that_breaks_after_the_text_leaves_a_letter_that_is_never_sent_again_by_itself(
    desk: Person, post: MailServer
) -> None:
    hold(desk, by_email(desk))
    post.behave = lambda line: "" if line == "TEXT" else None
    assert sent() == {"perhaps": 1}
    post.behave = lambda line: None
    assert sent(LATER + timedelta(days=30)) == {}
    assert (Letter.objects.get().state, len(post.taken)) == (State.UNSURE, 1)


def test_a_server_that_closes_after_each_letter_is_asked_anew(desk: Person, post: MailServer) -> None:
    for number in range(4):
        hold(desk, by_email(desk, f"Bạn đọc {number}", f"b{number}@example.vn"), str(number))
    post.behave = lambda line: "" if line.upper().startswith("NOOP") else None
    assert sent() == {"sent": 4}
    assert len(set(post.ids())) == 4


def test_a_worker_killed_while_it_sent_leaves_a_letter_for_a_person(desk: Person, post: MailServer) -> None:
    hold(desk, by_email(desk))
    gathering.gather(at=LATER)
    letter = Letter.objects.get()
    assert sending.take(letter.pk, desk=sending.composing.desk_of(LATER), at=LATER) is not None
    assert sent(LATER + timedelta(minutes=9)) == {}
    assert sent(LATER + timedelta(minutes=11)) == {"perhaps": 1}
    assert post.taken == []
    resolving.count_as_sent(letter=letter, actor=desk.user, at=LATER)
    letter.refresh_from_db()
    assert (letter.state, letter.ended_at) == (State.SENT, LATER)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(desk: Person, post: MailServer) -> None:
    for number in range(12):
        hold(
            desk,
            by_email(desk, f"Bạn đọc {number}", f"b{number}@example.vn"),
            str(number),
            at=timezone.now() - timedelta(hours=1),
        )
    post.pause = 0.01
    start, ends = threading.Barrier(2), []

    def one() -> None:
        start.wait()
        try:
            gathering.gather(at=timezone.now())
            ends.append(sending.send_due()["sent"])
        finally:
            connection.close()

    workers = [threading.Thread(target=one) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert Letter.objects.count() == 12
    left = sending.send_due()["sent"]  # a worker that ended early may have left what the other was making
    assert sum(ends) + left == 12
    assert sorted(str(each["To"]) for each in post.taken) == sorted(f"b{number}@example.vn" for number in range(12))
    assert len(set(post.ids())) == 12
