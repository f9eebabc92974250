"""Readers are told of what is due, overdue and ready: each step once, and nothing that was settled meanwhile."""

import datetime

import pytest
from conftest import NOW, Person
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.circulation.jobs import remind_daily
from lienthu.circulation.models import Loan
from lienthu.circulation.queries.due_shifts import Wanted
from lienthu.circulation.services import due_shifts, loans, telling
from lienthu.circulation.services.reminding import remind_before_due, remind_everywhere, remind_overdue
from lienthu.circulation.tests.builders import DAY, desk, policy
from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.notices.models import KindTerms, Letter, Notice
from lienthu.notices.services import gathering
from lienthu.notices.services.printing import print_waiting
from lienthu.patrons.models import Patron

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def lent(ours: Person, reader: Patron, shelf: list[Copy]) -> list[Loan]:
    """Three copies, due fourteen days on."""
    policy(ours, loan_days=14)
    return [loans.check_out(copy=copy, patron=reader, **desk(ours)) for copy in shelf[:3]]


def told(kind: str) -> list[str]:
    return list(Notice.objects.filter(kind=kind, cancelled_at=None).order_by("pk").values_list("key", flat=True))


def test_who_has_books_due_in_two_days_is_reminded_once(ours: Person, lent: list[Loan]) -> None:
    due = timezone.localdate(lent[0].due_at)
    assert remind_before_due(library=ours.library, at=NOW + 11 * DAY) == 0
    assert remind_before_due(library=ours.library, at=NOW + 12 * DAY) == 3
    assert remind_before_due(library=ours.library, at=NOW + 13 * DAY) == 0
    assert told("due_soon") == [f"{loan.pk}:{due.isoformat()}" for loan in lent]
    facts = Notice.objects.first().facts
    assert facts == {"title": "Truyện Kiều", "copy": "B1", "due": f"{due:%d/%m/%Y}"}


def test_a_day_on_which_the_program_stood_still_is_made_up_for(ours: Person, lent: list[Loan]) -> None:
    assert remind_before_due(library=ours.library, at=NOW + 13 * DAY) == 3
    assert remind_overdue(library=ours.library, at=NOW + (14 + 20) * DAY) == 3
    assert {key.rpartition(":")[2] for key in told("overdue")} == {"14"}, "the highest step alone"


def test_each_step_of_being_overdue_is_told_once_whatever_is_repeated(ours: Person, lent: list[Loan]) -> None:
    counts = [remind_overdue(library=ours.library, at=NOW + (14 + days) * DAY) for days in range(1, 70)]
    assert [day for day, count in enumerate(counts, 1) if count] == [3, 14, 30]
    assert sum(counts) == 9
    assert remind_everywhere(at=NOW + (14 + 40) * DAY) == {"due_soon": 0, "overdue": 0}


def test_a_library_has_days_of_its_own_or_sends_none(ours: Person, lent: list[Loan]) -> None:
    row = KindTerms.objects.create(organisation=ours.library, kind="overdue", days="1")
    assert remind_overdue(library=ours.library, at=NOW + 15 * DAY) == 3
    row.on = False
    row.days = "2"
    row.save()
    assert remind_overdue(library=ours.library, at=NOW + 16 * DAY) == 0


def test_all_overdue_books_of_a_reader_stand_in_one_letter_without_those_returned_meanwhile(
    ours: Person, lent: list[Loan]
) -> None:
    late = NOW + (14 + 3) * DAY
    assert remind_overdue(library=ours.library, at=late) == 3
    loans.check_in(copy=lent[1].copy, **desk(ours, at=late + HOUR))
    gathering.gather(at=late + HOUR)
    print_waiting(library=ours.library, actor=ours.user, at=late + 2 * HOUR)
    letter = Letter.objects.get()
    assert letter.subject == "Sách mượn đã quá hạn trả (2 tài liệu)"
    assert "(số B1)" in letter.body
    assert "(số B3), hạn trả" in letter.body
    assert "B2" not in letter.body
    assert letter.notices.get(about=lent[1].pk).why == "moot"


def test_a_reminder_of_a_loan_that_was_renewed_or_put_off_is_not_sent(ours: Person, lent: list[Loan]) -> None:
    remind_before_due(library=ours.library, at=NOW + 12 * DAY)
    keys = told("due_soon")
    assert telling.still_due(keys) == set(keys)
    Loan.objects.filter(pk=lent[0].pk).update(due_at=lent[0].due_at + 7 * DAY)
    assert telling.still_due(keys) == set(keys[1:])


def test_readers_are_told_that_their_books_are_due_on_another_day(ours: Person, lent: list[Loan]) -> None:
    was = {loan.pk: loan.due_at for loan in lent}
    for loan in lent:
        loan.due_at += 7 * DAY
        loan.save(update_fields=("due_at",))
    rows = list(Loan.objects.select_related("copy__record", "patron", "library"))
    for count in (3, 0):
        more = {"occasion": "1", "reason": "bão số 9", "actor": ours.user, "at": NOW}
        assert telling.due_shifted(loans=rows, was=was, **more) == count
    facts = Notice.objects.filter(kind="due_shifted").first().facts
    assert facts["reason"] == "bão số 9"
    assert facts["was"] != facts["due"]


def test_readers_are_told_of_a_shift_and_of_its_undoing_only_where_they_had_been_told(
    ours: Person, lent: list[Loan]
) -> None:
    day = timezone.localdate(lent[0].due_at)
    wanted = Wanted(libraries=(ours.library.pk,), due_from=day, due_to=day, add_days=7)
    words = {"organisation": ours.library, "reason": "lũ trên sông Hậu", "actor": ours.user}
    row = due_shifts.shift(wanted=wanted, at=NOW, **words)
    count = row.loans.count()
    assert len(told("due_shifted")) == count > 0
    due_shifts.undo(shift=row, actor=ours.user, at=NOW + DAY)
    assert told("due_shifted") == []  # nobody had heard of it
    again = due_shifts.shift(wanted=wanted, at=NOW + 2 * DAY, **words)
    letter = Letter.objects.create(
        library=ours.library,
        patron=lent[0].patron,
        kind="due_shifted",
        channel="paper",
        state="printed",
        made_at=NOW,
        ended_at=NOW,
    )
    Notice.objects.filter(kind="due_shifted", cancelled_at=None, about=lent[0].pk).update(letter=letter)
    due_shifts.undo(shift=again, actor=ours.user, at=NOW + 3 * DAY)
    last = Notice.objects.filter(kind="due_shifted", cancelled_at=None, letter=None).get()
    assert (last.about, last.facts["due"]) == (lent[0].pk, f"{day:%d/%m/%Y}")
    assert "hủy" in last.facts["reason"]


def test_a_book_that_was_fetched_before_the_letter_left_is_not_told_ready(ours: Person, reader: Patron) -> None:
    until = datetime.date(2026, 1, 12)
    ready = {"patron": reader, "library": ours.library, "title": "Tắt đèn", "actor": ours.user, "at": NOW}
    assert telling.hold_ready(hold=7, pickup="Phòng mượn", until=until, **ready)
    assert telling.hold_ready(hold=7, pickup="Phòng mượn", until=until, **ready) is None
    telling.hold_settled(holds=[7], at=NOW)
    assert told("hold_ready") == []
    assert telling.hold_ready(hold=7, pickup="Phòng mượn", until=until + DAY, **ready)
    assert telling.hold_expired(hold=7, until=until + DAY, **ready)
    assert telling.hold_cancelled(hold=8, reason="bản cuối cùng bị mất", **ready)
    assert (told("hold_ready"), told("hold_expired"), told("hold_cancelled")) == ([], ["7"], ["8"])


def test_the_worker_reminds_once_a_day(ours: Person, lent: list[Loan]) -> None:
    remind_daily()
    remind_daily()
    assert Job.objects.filter(kind="circulation.remind").count() == 1
    jobs.work_here()
    assert Job.objects.get(kind="circulation.remind").state == "done"
