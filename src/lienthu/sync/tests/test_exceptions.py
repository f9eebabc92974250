"""What cannot be booked by itself is asked about in plain words, and one key settles it. Nothing gets lost silently."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import Person
from django.utils import timezone, translation

from lienthu.accounts.models import Role
from lienthu.catalogue.models import Copy
from lienthu.circulation.checks import problems as lending_problems
from lienthu.circulation.models import DeskAction, Loan
from lienthu.circulation.services import loans
from lienthu.circulation.tests.builders import hold, stock
from lienthu.common import jobs
from lienthu.patrons.models import Patron
from lienthu.patrons.services import desk as patron_desk
from lienthu.patrons.tests.builders import category, patron
from lienthu.sync import registry
from lienthu.sync.checks import problems
from lienthu.sync.errors import AnswerRefused
from lienthu.sync.models import Question
from lienthu.sync.services import devices
from lienthu.sync.services.answering import answer

from .builders import Phone, hours_ago, phone

pytestmark = pytest.mark.django_db


def settle(question: Question, remedy: str, person: Person, given: str = "", **more: bool) -> None:
    """Answer it, and see that everything agrees afterwards."""
    answer(question=question, remedy=remedy, given=given, actor=person.user, at=timezone.now(), **more)
    assert [*problems(), *lending_problems()] == []


def lent(device: Phone, copy: Copy | str, reader: Patron, hours: float = 5, **more: object) -> dict[str, object]:
    barcode = copy if isinstance(copy, str) else copy.barcode
    return device.act("check_out", at=hours_ago(hours), barcode=barcode, patron=reader.pk, **more)


def desk(person: Person, hours: float) -> dict[str, object]:
    return {"library": person.library, "site": None, "actor": person.user, "at": hours_ago(hours)}


def remedies(question: Question) -> list[str]:
    assert question.event is not None
    return [each.key for each in registry.remedies_for(question.event.kind, question.code)]


def test_a_copy_that_is_on_loan_to_somebody_else(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    other = patron(ours.library, "Giàng A Páo", card="R2")
    older = loans.check_out(copy=shelf[0], patron=other, **desk(ours, 30))  # type: ignore[arg-type]
    device = phone(ours)
    lent(device, shelf[0], reader)
    told = device.hand_in()[1]
    assert (told["outcome"], told["code"]) == ("question", "on_loan")
    assert "Giàng A Páo" in told["words"]
    assert "Vàng Thị Mai" in told["words"]
    assert remedies(device.question(1)) == ["return_older", "past", "again", "drop"]
    settle(device.question(1), "return_older", ours)
    assert device.outcomes()[1]["outcome"] == "applied"
    assert Loan.objects.open().get().patron == reader
    older.refresh_from_db()
    assert older.closed_at == Loan.objects.open().get().checked_out_at


def test_a_loan_that_is_over_by_now_is_booked_and_leaves_the_copy_as_it_is(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    other = patron(ours.library, "Giàng A Páo", card="R2")
    device = phone(ours)
    lent(device, shelf[0], reader)
    newer = loans.check_out(copy=shelf[0], patron=other, **desk(ours, 2))  # type: ignore[arg-type]
    assert device.hand_in()[1]["code"] == "later_action"
    settle(device.question(1), "past", ours)
    past = Loan.objects.exclude(pk=newer.pk).get()
    assert (past.patron, past.state, past.closed_at) == (reader, Loan.State.RETURNED, newer.checked_out_at)
    assert Loan.objects.open().get() == newer


def test_a_copy_that_nobody_knows_is_named_by_a_person(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    device = phone(ours)
    lent(device, "B9", reader)
    assert device.hand_in()[1]["code"] == "unknown_copy"
    settle(device.question(1), "copy", ours, given="B8")
    assert "B8" in device.question(1).words  # another that nobody knows: the question stays
    settle(device.question(1), "copy", ours, given="B3")
    assert Loan.objects.get().copy == shelf[2]
    assert device.outcomes()[1]["outcome"] == "applied"


def test_a_use_of_a_copy_that_the_device_does_not_serve_is_asked_about(
    ours: Person, sister: Person, shelf: list[Copy], tmp_path: Path
) -> None:
    stock(tmp_path, sister, "LA-7", "LA-8")
    device = phone(ours)
    device.act("in_house_use", at=hours_ago(5), barcode="LA-7")
    device.act("in_house_use", at=hours_ago(4), barcode="LA-8")
    device.act("in_house_use", at=hours_ago(3), barcode=shelf[0].barcode)
    with translation.override("en"):  # of the terminal from which the hub was started
        told = device.hand_in()
    assert [told[seq]["code"] for seq in (1, 2)] == ["not_served", "not_served"]
    assert "is in the charge of" not in told[1]["words"], "what is kept for others is kept in Vietnamese"
    assert told[3]["outcome"] == "applied"
    assert "Thư viện huyện Mèo Vạc" in told[1]["words"]
    assert remedies(device.question(1)) == ["copy", "read_here", "again", "drop"]
    settle(device.question(1), "copy", ours, given="B3")
    settle(device.question(2), "read_here", ours)
    used = DeskAction.objects.filter(kind=DeskAction.Kind.IN_HOUSE_USE).order_by("at")
    assert [action.copy.barcode for action in used if action.copy] == ["B3", "LA-8", shelf[0].barcode]


def test_a_card_that_nobody_knows_is_named_by_a_person_and_what_else_stands_in_the_way_is_asked_next(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    other = patron(ours.library, "Giàng A Páo", card="R2")
    loans.check_out(copy=shelf[0], patron=other, **desk(ours, 30))  # type: ignore[arg-type]
    device = phone(ours)
    device.act("check_out", at=hours_ago(5), barcode="B1", card="R9")
    assert device.hand_in()[1]["code"] == "unknown_card"
    settle(device.question(1), "patron", ours, given="r1")
    assert device.question(1).code == "on_loan"
    settle(device.question(1), "return_older", ours)
    assert Loan.objects.open().get().patron == reader
    assert Question.objects.filter(event__device=device.id).count() == 2


def test_an_expired_or_blocked_card_is_booked_as_an_override_and_shown_to_the_library(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    Patron.objects.filter(pk=reader.pk).update(expires_on=timezone.localdate() - timedelta(days=9))
    patron_desk.block(patron=reader, kind="rules", text="xé sách", actor=ours.user, at=hours_ago(48))
    device = phone(ours)
    lent(device, shelf[0], reader)
    lent(device, shelf[1], reader, 4, against=["expired", "blocked"], reason="đã hỏi cô Mai")
    told = device.hand_in()
    assert [(each["outcome"], each["code"]) for each in told.values()] == [
        ("applied", "booked_against"),
        ("applied", ""),
    ]
    assert Loan.objects.open().count() == 2
    assert set(Loan.objects.get(copy=shelf[0]).overridden) == {"expired", "blocked"}
    question = Question.objects.get()
    assert remedies(question) == ["seen"]
    settle(question, "seen", ours)
    assert device.outcomes()[1]["outcome"] == "applied"


def test_a_return_that_somebody_waits_for_is_booked_and_told(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    waiting = patron(ours.library, "Sùng Thị Máy", card="R2")
    for copy in shelf:
        whose = waiting if copy == shelf[5] else reader
        loans.check_out(copy=copy, patron=whose, **desk(ours, 40))  # type: ignore[arg-type]
    third = patron(ours.library, "Lò Văn Pao", card="R3")
    hold(third, shelf[0], ours, at=hours_ago(20))
    device = phone(ours)
    device.act("check_in", at=hours_ago(3), barcode="B1")
    told = device.hand_in()[1]
    assert (told["outcome"], told["code"]) == ("applied", "hold_waiting")
    assert "Lò Văn Pao" in told["words"]
    settle(Question.objects.get(), "seen", ours)


def test_what_was_done_at_the_desk_later_is_not_turned_back(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    other = patron(ours.library, "Giàng A Páo", card="R2")
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours, 48))  # type: ignore[arg-type]
    device = phone(ours)
    device.act("check_in", at=hours_ago(10), barcode="B1")
    loans.check_in(copy=shelf[0], **desk(ours, 6))  # type: ignore[arg-type]
    newer = loans.check_out(copy=shelf[0], patron=other, **desk(ours, 5))  # type: ignore[arg-type]
    assert device.hand_in()[1]["code"] == "later_action"
    assert Loan.objects.open().get() == newer
    settle(device.question(1), "seen", ours)
    assert device.outcomes()[1]["outcome"] == "dropped"
    assert Loan.objects.open().get() == newer


def test_nothing_is_dropped_without_a_reason(ours: Person, shelf: list[Copy]) -> None:
    device = phone(ours)
    device.act("check_in", at=hours_ago(1), barcode="B2")
    assert device.hand_in()[1]["code"] == "not_on_loan"
    with pytest.raises(AnswerRefused):
        answer(question=device.question(1), remedy="drop", given=" ", actor=ours.user, at=timezone.now())
    with pytest.raises(AnswerRefused):
        answer(question=device.question(1), remedy="past", actor=ours.user, at=timezone.now())
    question = device.question(1)
    settle(question, "drop", ours, given="Quét nhầm")
    told = device.outcomes()[1]
    assert (told["outcome"], "Quét nhầm" in told["words"]) == ("dropped", True)
    with pytest.raises(AnswerRefused):
        answer(question=question, remedy="drop", given="Lần nữa", actor=ours.user, at=timezone.now())


def test_later_acts_on_the_same_copy_wait_for_the_answer_and_then_follow(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    other = patron(ours.library, "Giàng A Páo", card="R2")
    loans.check_out(copy=shelf[0], patron=other, **desk(ours, 30))  # type: ignore[arg-type]
    device = phone(ours)
    lent(device, shelf[0], reader, 5)
    device.act("check_in", at=hours_ago(4), barcode="b1")
    device.act("check_out", at=hours_ago(3), barcode="B1", card="R2")
    device.act("visit", at=hours_ago(2), age_band="child", quantity=4)
    told = device.hand_in()
    assert [told[seq]["code"] for seq in (1, 2, 3, 4)] == ["on_loan", "after", "after", ""]
    settle(device.question(1), "return_older", ours)
    assert {each["outcome"] for each in device.outcomes().values()} == {"applied"}
    assert Loan.objects.open().get().patron == other
    assert Loan.objects.count() == 3


def test_a_clock_that_was_wrong_by_days_is_asked_about_once_for_all(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    device = phone(ours, skew=timedelta(days=-40))
    for copy in shelf[:3]:
        lent(device, copy, reader)
    device.skew, device.boot = timedelta(), "another start"  # set right, and the page loaded anew
    told = device.hand_in()
    assert {each["code"] for each in told.values()} == {"clock"}
    assert not Loan.objects.exists()
    day = timezone.localdate() - timedelta(days=1)
    with pytest.raises(AnswerRefused):
        answer(question=device.question(1), remedy="day", given="mai", actor=ours.user, at=timezone.now())
    settle(device.question(1), "day", ours, given=f"{day:%d/%m/%Y}", alike=True)
    assert {timezone.localdate(loan.checked_out_at) for loan in Loan.objects.all()} == {day}
    assert Loan.objects.count() == 3


def test_a_clock_that_ran_ahead_is_told_as_it_stood(ours: Person) -> None:
    device = phone(ours, skew=timedelta(days=4))
    device.act("visit", age_band="adult", quantity=1)
    device.skew, device.boot = timedelta(), "another start"
    told = device.hand_in()[1]
    done, came = re.findall(r"\d\d/\d\d/\d{4}", told["words"])
    assert (told["code"], came != done) == ("clock", True)


def test_a_clock_that_is_wrong_all_the_time_is_no_question(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    device = phone(ours, skew=timedelta(days=-400))
    at = hours_ago(30)
    device.act("check_out", at=at, barcode="B1", patron=reader.pk)
    assert device.hand_in()[1]["outcome"] == "applied"
    assert abs((Loan.objects.get().checked_out_at - at).total_seconds()) < 2


def test_an_undo_takes_back_what_was_booked_and_drops_what_was_not(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    device = phone(ours)
    now = timezone.now()
    first = device.act("check_out", at=now, barcode="B1", patron=reader.pk)
    second = device.act("check_out", at=now, barcode="B9", patron=reader.pk)
    counted = device.act("visit", at=now, age_band="adult", quantity=3)
    device.act("undo", at=now, event=first["id"])
    assert device.hand_in()[4]["outcome"] == "applied"  # sent together
    device.act("undo", at=now, event=second["id"])
    device.act("undo", at=now, event=counted["id"])
    told = device.hand_in()  # sent after it was booked, or asked about
    assert [told[seq]["outcome"] for seq in (1, 2, 3, 5, 6)] == ["applied", "dropped", "applied", "applied", "applied"]
    assert Loan.objects.get().state == Loan.State.UNDONE
    assert DeskAction.objects.get().undone_at is not None
    assert not Question.objects.filter(answered_at=None).exists()
    device.act("undo", event="00000000-0000-4000-8000-000000000000")
    assert device.hand_in()[7]["code"] == "cannot_undo"
    assert list(problems()) == []


def test_a_card_given_in_the_field_is_somebody_to_whom_later_acts_refer(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    device = phone(ours)
    who = "b3c2d0aa-1111-4222-8333-444455556666"
    child = {
        "person": who, "full_name": "Vàng A Sử", "birth_date": "2016-03-02", "sex": "male", "address": "Lũng Cú",
        "phone": "", "category": "adult", "card": "R1", "consents": {"guardian": True}, "notices": False,
        "guardian": {"name": "Vàng Mí Lử", "phone": "", "kind": "father"},
    }  # fmt: skip
    device.act("new_card", at=hours_ago(5), **child)
    device.act("check_out", at=hours_ago(4), barcode="B1", person=who)
    told = device.hand_in()
    assert [told[1]["code"], told[2]["code"]] == ["not_registered", "after"]  # the code R1 is another's
    settle(device.question(1), "card", ours, given="TN-77")
    told = device.outcomes()
    made = Patron.objects.get(full_name="Vàng A Sử")
    assert told[1]["facts"] == {"person": who, "patron": made.pk, "number": made.number, "card": "TN-77"}
    assert Loan.objects.get().patron == made
    assert made.guardian_consented
    assert made.registered_on == timezone.localdate(hours_ago(5))


def test_somebody_given_the_category_of_another_age_gets_that_of_their_own_by_one_answer(ours: Person) -> None:
    category(ours.library, "elder", age_from=60)
    category(ours.library, "child", age_to=15)
    device = phone(ours)
    device.act(
        "new_card", person="b3c2d0aa-1111-4222-8333-444455556666", full_name="Néang Sóc Ly", birth_date="2016-03-02",
        category="elder", card="TN-99", consents={"guardian": True}, guardian={"name": "Néang Sa", "kind": "mother"},
    )  # fmt: skip
    assert device.hand_in()[1]["code"] == "wrong_age"
    settle(device.question(1), "of_age", ours)
    assert Patron.objects.get(full_name="Néang Sóc Ly").category.code == "child"


def test_without_the_right_to_lend_nothing_is_booked_until_somebody_accepts_it(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    device = phone(ours)
    lent(device, shelf[0], reader)
    boss = Person(type(ours.user).objects.create_user(username="head", full_name="Trưởng thư viện"), ours.library)
    Role.objects.create(user=boss.user, kind="director", organisation=ours.library)
    ours.user.roles.all().delete()
    assert device.hand_in()[1]["code"] == "not_allowed"
    settle(device.question(1), "accept", boss)
    assert Loan.objects.get().checked_out_by == ours.user


def test_what_a_lost_device_sent_is_booked_only_when_somebody_trusts_it(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    device = phone(ours)
    lent(device, shelf[0], reader)
    lent(device, shelf[1], reader)
    devices.cut_off(device=device.row, reason="Mất", actor=ours.user, at=timezone.now())
    device.send()
    jobs.work_here()
    assert not Loan.objects.exists()
    settle(device.question(1), "accept", ours, alike=True)
    assert Loan.objects.open().count() == 2


def test_events_that_make_no_sense_are_kept_and_asked_about(ours: Person) -> None:
    device = phone(ours)
    device.act("dance")
    device.act("check_out")
    device.act("visit", age_band="old", quantity=-1)
    device.act("new_card", full_name="Ai đó")
    told = device.hand_in()
    assert [told[seq]["code"] for seq in (1, 2, 3, 4)] == ["unknown_kind", "bad_data", "bad_data", "bad_data"]
    assert list(problems()) == []
