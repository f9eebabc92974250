"""Shifting the due dates of many loans at once, and taking a shift back exactly. Neutral to the ledger: nothing was
lent or renewed."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.circulation.errors import ShiftRefused
from lienthu.circulation.models import DueShift, Loan, ShiftedLoan
from lienthu.circulation.queries import due_shifts as queries
from lienthu.circulation.queries.due_shifts import Wanted
from lienthu.circulation.services import telling
from lienthu.common import audit, jobs
from lienthu.common.models import AuditEntry
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation

SHIFT_JOB = "circulation.shift"
AT_ONCE = 200  # loans that are moved while the person waits; more are a job
BATCH = 200  # loans in one transaction, so that no desk waits long for its turn
LONGEST = 365  # days
State, Outcome = DueShift.State, ShiftedLoan.Outcome
Progress = Callable[[int, int], None]


def shift(*, wanted: Wanted, organisation: Organisation, reason: str, actor: User | None, at: datetime) -> DueShift:
    """Move the due dates of the loans that are wanted; many are moved by a job, which the shift then names.

    `organisation` is whose business it is. Raises ShiftRefused when nothing would move or the days make no sense.
    """
    _demand_sense(wanted, reason)
    count = queries.preview(wanted).moved
    if not count:
        raise ShiftRefused("nothing", _("No loan would move. Look at the days and the places once more."))
    with transaction.atomic():
        row = DueShift.objects.create(
            organisation=organisation,
            libraries=list(wanted.libraries),
            sites=list(wanted.sites),
            due_from=wanted.due_from,
            due_to=wanted.due_to,
            to_day=wanted.to_day,
            add_days=wanted.add_days,
            reason=reason.strip()[:200],
            asked_at=at,
            asked_by=actor,
        )
        facts = {"due_from": row.due_from, "due_to": row.due_to, "to_day": row.to_day, "add_days": row.add_days}
        told = {**facts, "loans": count}
        audit.record(
            actor=actor, at=at, action="due_shift.asked", thing=row, before=None, after=told, reason=row.reason
        )
        if count > AT_ONCE:
            _ask_for_job(row, actor, at)
    if row.job_id is None:
        carry_on(row)
    return row


def undo(*, shift: DueShift, actor: User | None, at: datetime) -> DueShift:
    """Give the loans their days back. What was returned, renewed or moved again since keeps what it has.

    Raises ShiftRefused when it is not done yet, or was undone.
    """
    with transaction.atomic():
        row = DueShift.objects.select_for_update(of=("self",)).get(pk=shift.pk)
        if row.state != State.DONE:
            raise ShiftRefused("not_done", _("Only a shift that is done, and was not undone, can be undone."))
        row.state, row.undone_at, row.undone_by, row.job = State.UNDOING, at, actor, None
        row.save(update_fields=("state", "undone_at", "undone_by", "job"))
        audit.record(actor=actor, at=at, action="due_shift.undone", thing=row, before=None, after=None)
        if row.loans.count() > AT_ONCE:
            _ask_for_job(row, actor, at)
    if row.job_id is None:
        carry_on(row)
    return row


def resume(*, shift: DueShift, actor: User | None, at: datetime) -> None:
    """Ask again for the job of a shift that was given up on half way: it goes on where it stands."""
    if shift.state in (State.UNDER_WAY, State.UNDOING):
        with transaction.atomic():
            _ask_for_job(shift, actor, at)


def carry_on(shift: DueShift, progress: Progress | None = None) -> None:
    """Do what the shift's state asks for, batch by batch. Safe to repeat: what is done is not done again."""
    if shift.state == State.UNDER_WAY:
        _move_all(shift, progress)
    elif shift.state == State.UNDOING:
        _restore_all(shift, progress)


def _demand_sense(wanted: Wanted, reason: str) -> None:
    if not reason.strip():
        raise ShiftRefused(
            "no_reason", _("Write down the reason: it stands in the history of each loan."), field="reason"
        )
    if not wanted.libraries and not wanted.sites:
        raise ShiftRefused("nowhere", _("Choose at least one library or site."), field="places")
    if wanted.due_from > wanted.due_to:
        message = _("The last day lies before the first. Correct one of the two.")
        raise ShiftRefused("days_in_order", message, field="due_to")
    if wanted.to_day is not None and wanted.to_day <= wanted.due_to:
        message = _("The new day must come after the last day that is moved: nobody's loan gets shorter.")
        raise ShiftRefused("not_later", message, field="to_day")
    if not 0 <= wanted.add_days <= LONGEST:
        message = _("Move them by at most %(days)d days.") % {"days": LONGEST}
        raise ShiftRefused("too_far", message, field="add_days")


def _ask_for_job(row: DueShift, actor: User | None, at: datetime) -> None:
    row.job = jobs.enqueue(SHIFT_JOB, {"shift": row.pk}, actor=actor, at=at)
    row.save(update_fields=("job",))


def _move_all(row: DueShift, progress: Progress | None) -> None:
    wanted = queries.wanted_by(row)
    loans = queries.loans_of(wanted).exclude(shifts__shift=row)
    groups = queries.groups_of(wanted, loans)
    done, total = row.loans.count(), row.loans.count() + sum(group.loans for group in groups)
    for group in groups:
        while moved := _move(row, queries.of_group(loans, group), group.due_after):
            done += moved
            if progress:
                progress(done, max(done, total))
    DueShift.objects.filter(pk=row.pk, state=State.UNDER_WAY).update(state=State.DONE)
    row.state = State.DONE


def _move(row: DueShift, loans: QuerySet[Loan], due_after: datetime) -> int:
    """One batch; how many there were."""
    with in_turn():
        found = list(loans.select_for_update(of=("self",)).order_by("pk")[:BATCH])
        ShiftedLoan.objects.bulk_create(
            ShiftedLoan(shift=row, loan=loan, due_before=loan.due_at, due_after=due_after) for loan in found
        )
        was = {loan.pk: loan.due_at for loan in found}
        _set_due(row, [(loan, due_after) for loan in found], "loan.shifted", row.asked_by, row.asked_at)
        telling.due_shifted(
            loans=_with_readers(was), was=was, occasion=str(row.pk), reason=row.reason,
            actor=row.asked_by, at=row.asked_at,
        )  # fmt: skip
    return len(found)


def _with_readers(numbers: Collection[int]) -> list[Loan]:
    """The loans as letters need them."""
    return list(Loan.objects.filter(pk__in=numbers).select_related("copy__record", "patron", "library"))


def _restore_all(row: DueShift, progress: Progress | None) -> None:
    total = row.loans.count()
    while _restore(row):
        if progress:
            progress(row.loans.exclude(outcome=Outcome.SHIFTED).count(), total)
    DueShift.objects.filter(pk=row.pk, state=State.UNDOING).update(state=State.UNDONE)
    row.state = State.UNDONE


def _restore(row: DueShift) -> int:
    """One batch; how many there were."""
    with in_turn():
        found = list(row.loans.filter(outcome=Outcome.SHIFTED).order_by("loan_id")[:BATCH])
        numbers = [each.loan_id for each in found]
        held = {loan.pk: loan for loan in Loan.objects.filter(pk__in=numbers).select_for_update().order_by("pk")}
        back: list[tuple[Loan, datetime]] = []
        for each in found:
            loan = held[each.loan_id]
            as_left = loan.is_open and loan.due_at == each.due_after
            each.outcome = Outcome.RESTORED if as_left else Outcome.KEPT
            if as_left:
                back.append((loan, each.due_before))
        ShiftedLoan.objects.bulk_update(found, ["outcome"])
        was = {loan.pk: loan.due_at for loan, _due in back}
        at = row.undone_at or row.asked_at
        _set_due(row, back, "loan.shift_undone", row.undone_by, at)
        telling.shift_undone(loans=_with_readers(was), was=was, occasion=f"{row.pk}-undone", actor=row.undone_by, at=at)
    return len(found)


def _set_due(
    row: DueShift, moves: Sequence[tuple[Loan, datetime]], action: str, actor: User | None, at: datetime
) -> None:
    entries = []
    for loan, due_at in moves:
        before, loan.due_at = loan.due_at, due_at
        entries.append(
            audit.entry(
                actor=actor,
                at=at,
                action=action,
                thing=loan,
                before={"due": timezone.localdate(before).isoformat()},
                after={"due": timezone.localdate(due_at).isoformat()},
                reason=row.reason,
            )
        )
    Loan.objects.bulk_update([loan for loan, _due in moves], ["due_at"])
    AuditEntry.objects.bulk_create(entries)
