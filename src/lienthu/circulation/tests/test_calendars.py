"""Due dates and opening hours: nothing falls due on a closed day, and many loans are moved at once and back."""

import datetime
from datetime import date

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.calendars.tests.builders import hours, site, special
from lienthu.catalogue.models import Copy
from lienthu.circulation import closing
from lienthu.circulation.checks import problems
from lienthu.circulation.errors import ShiftRefused
from lienthu.circulation.models import DueShift, Loan, ShiftedLoan
from lienthu.circulation.queries.due_shifts import Wanted, preview
from lienthu.circulation.services import due_shifts, loans
from lienthu.circulation.tests.builders import DAY, desk, everything, policy
from lienthu.common import audit, jobs
from lienthu.common.models import AuditEntry, Job
from lienthu.ledger.models import Event
from lienthu.patrons.models import Patron

pytestmark = pytest.mark.django_db
DUE = date(2026, 1, 19)  # NOW is Monday 5 January; a loan is 14 days


def due_on(loan: Loan) -> date:
    loan.refresh_from_db()
    return timezone.localdate(loan.due_at)


def lend(ours: Person, reader: Patron, *copies: Copy, at: datetime.datetime = NOW) -> list[Loan]:
    return [loans.check_out(copy=copy, patron=reader, **desk(ours, at=at)) for copy in copies]


def wanted(ours: Person, **facts: object) -> Wanted:
    return Wanted(**{"libraries": (ours.library.pk,), "due_from": DUE, "due_to": DUE, "add_days": 7, **facts})  # type: ignore[arg-type]


def shift(ours: Person, **facts: object) -> DueShift:
    reason = "Bão số 5"
    return due_shifts.shift(
        wanted=wanted(ours, **facts), organisation=ours.library, reason=reason, actor=ours.user, at=NOW
    )


def test_a_loan_is_due_on_the_next_open_day(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    hours(ours.library)
    special(ours.library, DUE, last_on=date(2026, 1, 23))
    assert due_on(*lend(ours, reader, shelf[0])) == date(2026, 1, 26)  # past the closing and a week-end


def test_public_holidays_push_due_dates_where_nobody_wrote_down_hours(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    policy(ours, loan_days=43)  # 17 February 2026 is Tết
    assert due_on(*lend(ours, reader, shelf[0])) == date(2026, 2, 21)


def test_the_site_where_it_is_lent_says_when_it_is_open(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    place = site(ours.library)
    special(ours.library, DUE, at=place)
    here = loans.check_out(copy=shelf[0], patron=reader, **{**desk(ours), "site": place})
    there = loans.check_out(copy=shelf[1], patron=reader, **desk(ours))
    assert [due_on(here), due_on(there)] == [DUE + DAY, DUE]


def test_a_renewal_is_due_on_an_open_day_too(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    (loan,) = lend(ours, reader, shelf[0])
    special(ours.library, DUE + 2 * DAY)
    loans.renew(loan=loan, **desk(ours, at=NOW + 2 * DAY))
    assert due_on(loan) == DUE + 3 * DAY


def test_a_shift_moves_what_is_due_in_its_days_and_nothing_else(
    ours: Person, sister: Person, reader: Patron, shelf: list[Copy]
) -> None:
    first, lost, back = lend(ours, reader, *shelf[:3])
    (later,) = lend(ours, reader, shelf[3], at=NOW + DAY)
    Loan.objects.filter(pk=lost.pk).update(state=Loan.State.LOST)
    loans.check_in(copy=shelf[2], **desk(ours))
    assert preview(wanted(ours)).moved == 1
    assert preview(wanted(sister)).total == 0
    row = shift(ours)
    assert [due_on(each) for each in (first, lost, back, later)] == [DUE + 7 * DAY, DUE, DUE, DUE + DAY]
    assert row.state == DueShift.State.DONE
    entry = audit.entries_of(first).get(action="loan.shifted")
    assert (entry.before, entry.after, entry.reason) == ({"due": "2026-01-19"}, {"due": "2026-01-26"}, "Bão số 5")
    assert audit.entries_of(row).get().after["loans"] == 1


def test_a_shift_to_one_day_or_off_closed_days_keeps_to_open_days(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    one, other = [*lend(ours, reader, shelf[0]), *lend(ours, reader, shelf[1], at=NOW + DAY)]
    special(ours.library, DUE)
    special(ours.library, date(2026, 1, 30))
    shift(ours, due_to=DUE + 3 * DAY, add_days=0)
    assert [due_on(one), due_on(other)] == [DUE + DAY, DUE + DAY]
    shift(ours, due_to=DUE + 3 * DAY, add_days=0, to_day=date(2026, 1, 30))
    assert [due_on(one), due_on(other)] == [date(2026, 1, 31)] * 2


def test_a_shift_is_neutral_to_the_ledger_and_undone_exactly(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    lend(ours, reader, *shelf[:3])
    before, events = everything(), Event.objects.count()
    row = shift(ours)
    assert everything() != before
    due_shifts.undo(shift=row, actor=ours.user, at=NOW)
    assert everything() == before
    assert Event.objects.count() == events
    assert list(problems()) == []
    with pytest.raises(ShiftRefused):
        due_shifts.undo(shift=row, actor=ours.user, at=NOW)


def test_what_was_returned_renewed_or_moved_again_keeps_its_day_when_the_shift_is_undone(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    back, renewed, again, left = lend(ours, reader, *shelf[:4])
    row = shift(ours, add_days=2)
    loans.check_in(copy=shelf[0], **desk(ours, at=NOW + 3 * DAY))
    loans.renew(loan=renewed, **desk(ours, at=NOW + 10 * DAY))
    Loan.objects.filter(pk=again.pk).update(due_at=again.due_at + 9 * DAY)
    due_shifts.undo(shift=row, actor=ours.user, at=NOW + 11 * DAY)
    assert [due_on(each) for each in (back, renewed, again, left)] == [
        DUE + 2 * DAY, DUE + 10 * DAY, DUE + 9 * DAY, DUE,
    ]  # fmt: skip
    outcomes = dict(row.loans.values_list("loan", "outcome"))
    assert [outcomes[each.pk] for each in (back, renewed, again, left)] == ["kept", "kept", "kept", "restored"]


def test_many_loans_are_moved_by_a_job_that_goes_on_after_a_crash_and_is_undone_by_one(
    ours: Person, reader: Patron, shelf: list[Copy], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_shifts, "AT_ONCE", 2)
    monkeypatch.setattr(due_shifts, "BATCH", 2)
    made = lend(ours, reader, *shelf[:5])
    row = shift(ours)
    assert row.state == DueShift.State.UNDER_WAY
    assert due_on(made[0]) == DUE

    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert (done, total) == (2, 5)
        raise Stopped

    with pytest.raises(Stopped):
        due_shifts.carry_on(row, stop)
    assert ShiftedLoan.objects.count() == 2
    assert jobs.work_here() == 1
    assert {due_on(loan) for loan in made} == {DUE + 7 * DAY}
    assert AuditEntry.objects.filter(action="loan.shifted").count() == 5
    row.refresh_from_db()
    assert (row.state, row.job.state, row.job.done, row.job.total) == ("done", "done", 5, 5)
    due_shifts.undo(shift=row, actor=ours.user, at=NOW)
    assert jobs.work_here() == 1
    assert {due_on(loan) for loan in made} == {DUE}
    assert Job.objects.filter(state=Job.State.DONE).count() == 2


def test_a_move_within_its_own_days_moves_each_loan_once(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    one, other = [*lend(ours, reader, shelf[0]), *lend(ours, reader, shelf[1], at=NOW + DAY)]
    shift(ours, due_to=DUE + 5 * DAY, add_days=1)
    assert [due_on(one), due_on(other)] == [DUE + DAY, DUE + 2 * DAY]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"due_from": DUE + DAY}, "days_in_order"),
        ({"to_day": DUE, "add_days": 0}, "not_later"),
        ({"add_days": 0}, "nothing"),
        ({"libraries": ()}, "nowhere"),
        ({"add_days": 400}, "too_far"),
    ],
)
def test_a_shift_that_makes_no_sense_is_refused_and_nothing_is_left_behind(
    ours: Person, reader: Patron, shelf: list[Copy], facts: dict[str, object], code: str
) -> None:
    lend(ours, reader, shelf[0])
    with pytest.raises(ShiftRefused) as refusal:
        shift(ours, **facts)
    assert refusal.value.code == code
    assert not DueShift.objects.exists()


def test_a_closing_says_how_many_loans_fall_due_on_it_to_those_who_may_move_them(
    ours: Person, director: Person, reader: Patron, shelf: list[Copy]
) -> None:
    lend(ours, reader, *shelf[:3])
    (well,) = closing.advice(ours.library, user=director.user, at=NOW)
    assert not well.calls
    special(ours.library, DUE, reason="Lũ")
    (advice,) = closing.advice(ours.library, user=director.user, at=NOW)
    assert advice.text.startswith("Có 3 lượt mượn")
    assert "due_from=19%2F01%2F2026" in advice.url
    assert list(closing.advice(ours.library, user=ours.user, at=NOW)) == []


def test_who_writes_down_a_closed_day_is_told_at_once_what_falls_due_on_it(
    ours: Person, director: Person, reader: Patron, shelf: list[Copy]
) -> None:
    (loan, *_more) = lend(ours, reader, *shelf[:2], at=timezone.now())
    client = Client()
    client.force_login(director.user)

    def close(day: date) -> str:
        page, asked = reverse("calendars:add_special_day"), {"reason": "Lũ", "place": "library", "hours": ""}
        return client.post(page, {**asked, "first_on": f"{day:%d/%m/%Y}"}, follow=True).content.decode()

    page = close(due_on(loan) + DAY)
    assert "Không có lượt mượn nào đến hạn vào ngày thư viện đóng cửa." in page
    page = close(due_on(loan))
    assert "Có 2 lượt mượn" in page
    assert reverse("circulation:add_shift") in page
    assert "Không có lượt mượn nào đến hạn" not in page
