"""Taking back what was done at a desk the same day: every row as it was, and counter-entries in the ledger."""

from datetime import datetime
from typing import cast

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.circulation.errors import UndoRefused
from lienthu.circulation.models import DeskAction, Fee, Loan, Transfer
from lienthu.circulation.services.desk_log import COPY_FIELDS, LOAN_FIELDS, Fields, fields_of
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Event, Kind

TIMES = {"due_at", "closed_at"}
Done = DeskAction.Kind
LEDGERED = {  # what each action enters in the ledger
    Done.CHECK_OUT: (Kind.CHECK_OUT,),
    Done.CHECK_IN: (Kind.CHECK_IN, Kind.TRANSFER_SENT),
    Done.RENEWAL: (Kind.RENEWAL,),
    Done.IN_HOUSE_USE: (Kind.IN_HOUSE_USE,),
    Done.LOST: (Kind.COPY_LOST,),
    Done.SENT: (Kind.TRANSFER_SENT,),
    Done.RECEIVED: (Kind.TRANSFER_RECEIVED,),
}


def undo(*, action: DeskAction, library: Organisation, actor: User | None, at: datetime) -> DeskAction:
    """Take a desk action of today back, exactly.

    Raises UndoRefused when it was taken back already, is not of today or of this library, or when something later
    rests on it: that must be taken back first.
    """
    with in_turn():
        copy = copies.lock(action.copy_id)
        held = DeskAction.objects.select_for_update(of=("self",)).select_related("loan").get(pk=action.pk)
        _demand_undoable(held, copy, library, at)
        _restore_rows(held, at)
        if held.loan is not None:
            _restore_loan(held, held.loan, actor, at)
        _restore_copy(held, copy, actor, at)
        held.undone_at, held.undone_by = at, actor
        held.save(update_fields=("undone_at", "undone_by"))
        audit.record(
            actor=actor,
            at=at,
            action="desk_action.undone",
            thing=held.loan or copy,
            before=None,
            after={"action": held.kind, "copy": str(copy)},
        )
        for event in _events(held):
            reason = _("taken back at the desk")
            ledger.correct(event, quantity=event.quantity, reason=reason, actor=actor, at=at, booked_on=None)
    return held


def _demand_undoable(held: DeskAction, copy: Copy, library: Organisation, at: datetime) -> None:
    if held.undone_at is not None:
        raise UndoRefused("undone", _("This has been taken back already."))
    if held.library_id != library.pk:
        raise UndoRefused("elsewhere", _("This was done at another library; only they can take it back."))
    if timezone.localdate(held.at) != timezone.localdate(at):
        raise UndoRefused("too_late", _("Only what was done today can be taken back."))
    later = DeskAction.objects.filter(copy=held.copy_id, pk__gt=held.pk, undone_at=None).exists()
    now: dict[str, Fields] = {"copy": fields_of(copy, COPY_FIELDS)}
    if held.loan is not None:
        now["loan"] = fields_of(held.loan, LOAN_FIELDS)
    moved_on = any(now[thing][name] != value for thing, fields in held.after.items() for name, value in fields.items())
    if later or moved_on:
        message = _("Something was done with this copy since. Take that back first, the latest before the others.")
        raise UndoRefused("rested_on", message)


def _restore_rows(held: DeskAction, at: datetime) -> None:
    """Fees go, a transfer that was begun is called off, one that was ended is open again."""
    fees = Fee.objects.filter(pk__in=held.made.get("fees", []))
    if fees.exclude(settled="").exists():
        raise UndoRefused("fee_settled", _("The fee of this has been settled; it can no longer be taken back."))
    fees.delete()
    begun, ended = held.made.get("transfer"), held.made.get("closed")
    if begun:
        Transfer.objects.filter(pk=begun, closed_at=None).update(closed_at=at, cancelled=True)
    if ended:
        Transfer.objects.filter(pk=ended).update(closed_at=None, closed_by=None, cancelled=False)


def _restore_loan(held: DeskAction, loan: Loan, actor: User | None, at: datetime) -> None:
    if held.kind == DeskAction.Kind.CHECK_OUT:
        loan.state, loan.closed_at, loan.closed_library_id = Loan.State.UNDONE, at, held.library_id
        loan.closed_by_id = actor.pk if actor else None
    for name, value in held.before.get("loan", {}).items():
        setattr(loan, name, parse_datetime(cast(str, value)) if name in TIMES and value else value)
    loan.save(update_fields=[name.removesuffix("_id") for name in LOAN_FIELDS])


def _restore_copy(held: DeskAction, copy: Copy, actor: User | None, at: datetime) -> None:
    before = held.before.get("copy", {})
    if before.keys() & {"custodian_id", "place_id", "assigned_id"}:
        to = copies.Whereabouts(
            before.get("custodian_id", copy.custodian_id),
            before.get("place_id", copy.place_id),
            before.get("assigned_id", copy.assigned_id),
        )
        copies.move(copy=copy, to=to, cause=CopyMove.Cause.UNDONE, actor=actor, at=at, thing=held)
    if "status" in before:
        kept_here = before.get("status_kept_here", copy.status_kept_here)
        copies.set_status(copy=copy, status=Copy.Status(before["status"]), kept_here=kept_here)


def _events(held: DeskAction) -> list[Event]:
    """What the action entered in the ledger: under its loan, its transfer, or itself, at its own time."""
    things = Q(thing="circulation.deskaction", thing_id=held.pk)
    if held.loan_id:
        things |= Q(thing="circulation.loan", thing_id=held.loan_id)
    transfer = held.made.get("transfer") or held.made.get("closed")
    if transfer:
        things |= Q(thing="circulation.transfer", thing_id=transfer)
    kinds = LEDGERED.get(Done(held.kind), ())
    found = Event.objects.filter(things, kind__in=kinds, at=held.at, corrects=None, corrections=None)
    return list({event.kind: event for event in found.order_by("id")}.values())
