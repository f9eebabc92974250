"""Taking back what was done at a desk the same day: every row as it was, and counter-entries in the ledger."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.circulation.errors import UndoRefused
from lienthu.circulation.models import DeskAction, Fee, Hold, Loan, Transfer
from lienthu.circulation.services import telling
from lienthu.circulation.services.desk_log import (
    COPY_FIELDS,
    HOLD_FIELDS,
    LOAN_FIELDS,
    STATUS_FIELDS,
    Fields,
    fields_of,
)
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Event, Kind

TIMES = {"due_at", "closed_at", "ready_at"}
DAYS = {"shelf_until", "suspended_until"}
Done = DeskAction.Kind
LEDGERED = {  # what each action enters in the ledger
    Done.CHECK_OUT: (Kind.CHECK_OUT, Kind.HOLD_FILLED),
    Done.CHECK_IN: (Kind.CHECK_IN, Kind.TRANSFER_SENT),
    Done.RENEWAL: (Kind.RENEWAL,),
    Done.IN_HOUSE_USE: (Kind.IN_HOUSE_USE,),
    Done.LOST: (Kind.COPY_LOST,),
    Done.SENT: (Kind.TRANSFER_SENT,),
    Done.RECEIVED: (Kind.TRANSFER_RECEIVED, Kind.TRANSFER_SENT),
    Done.CANCELLED: (Kind.TRANSFER_SENT,),
    Done.FOUND: (Kind.TRANSFER_SENT,),
    Done.REPAIRED: (Kind.TRANSFER_SENT,),
    Done.HOLD_PLACED: (Kind.HOLD_PLACED,),
    Done.HOLD_PULLED: (Kind.TRANSFER_SENT,),
    Done.OFF_SHELF: (Kind.TRANSFER_SENT,),
}


def undo(*, action: DeskAction, library: Organisation, actor: User | None, at: datetime) -> DeskAction:
    """Take a desk action of today back, exactly.

    Raises UndoRefused when it was taken back already, is not of today or of this library, or when something later
    rests on it: that must be taken back first.
    """
    with in_turn():
        locked = _locked_copies(action)
        copy = locked.pop(action.copy_id, None) if action.copy_id else None
        held = DeskAction.objects.select_for_update(of=("self",)).select_related("loan", "hold").get(pk=action.pk)
        touched = _Touched(held, locked)
        _demand_undoable(held, copy, touched, library, at)
        _restore_rows(held, at)
        if held.loan is not None:
            _restore_loan(held, held.loan, actor, at)
        if copy is not None:
            _restore_copy(held, copy, actor, at)
        touched.restore(at, actor)
        held.undone_at, held.undone_by = at, actor
        held.save(update_fields=("undone_at", "undone_by"))
        audit.record(
            actor=actor,
            at=at,
            action="desk_action.undone",
            thing=held.loan or held.hold or held.copy or held,
            before=None,
            after={"action": held.kind, "copy": str(copy or "")},
        )
        for event in _events(held):
            reason = _("taken back at the desk")
            ledger.correct(event, quantity=event.quantity, reason=reason, actor=actor, at=at, booked_on=None)
    return held


def _locked_copies(action: DeskAction) -> dict[int, Copy]:
    """The copies that the action changed, by number. What it changed never changes, so it is read without a lock."""
    numbers = {int(number) for number in action.after.get("copies", {})} | {action.copy_id or 0}
    return {number: copies.lock(number) for number in sorted(numbers - {0})}


class _Touched:
    """The holds that an action changed, under lock, and the further copies, which are."""

    def __init__(self, held: DeskAction, further: Mapping[int, Copy]) -> None:
        self.held = held
        self.copies = {str(number): copy for number, copy in further.items()}
        rows = Hold.objects.filter(pk__in=list(held.after.get("holds", {}))).order_by("pk")
        self.holds = {str(hold.pk): hold for hold in rows.select_for_update(of=("self",))}

    def now(self) -> dict[str, Fields]:
        found = {f"copies {number}": fields_of(copy, STATUS_FIELDS) for number, copy in self.copies.items()}
        return found | {f"holds {number}": fields_of(hold, HOLD_FIELDS) for number, hold in self.holds.items()}

    def restore(self, at: datetime, actor: User | None) -> None:
        """Holds that had no copy first: a copy serves one hold at every instant."""
        before = self.held.before
        for number, hold in sorted(self.holds.items(), key=lambda each: before["holds"][each[0]].get("copy_id") or 0):
            for name, value in before["holds"][number].items():
                setattr(hold, name, _read(name, value))
            if self.held.kind == Done.HOLD_PLACED and hold.pk == self.held.hold_id:
                hold.state, hold.closed_at, hold.closed_by = Hold.State.CANCELLED, at, actor
            try:
                with transaction.atomic():
                    hold.save(update_fields=[name.removesuffix("_id") for name in HOLD_FIELDS])
            except IntegrityError as error:
                message = _("The reader has a new hold on this title since. Cancel that first.")
                raise UndoRefused("held_anew", message) from error
        telling.hold_settled(holds=[hold.pk for hold in self.holds.values()], at=at)
        for number, copy in self.copies.items():
            fields = before["copies"][number]
            if "status" in fields:
                kept_here = fields.get("status_kept_here", copy.status_kept_here)
                copies.set_status(copy=copy, status=Copy.Status(fields["status"]), kept_here=kept_here)


def _read(name: str, value: object) -> object:
    """A field's value back from JSON."""
    if not isinstance(value, str):
        return value
    return parse_datetime(value) if name in TIMES else parse_date(value) if name in DAYS else value


def _demand_undoable(
    held: DeskAction, copy: Copy | None, touched: _Touched, library: Organisation, at: datetime
) -> None:
    if held.undone_at is not None:
        raise UndoRefused("undone", _("This has been taken back already."))
    if held.library_id != library.pk:
        raise UndoRefused("elsewhere", _("This was done at another library; only they can take it back."))
    if timezone.localdate(held.at) != timezone.localdate(at):
        raise UndoRefused("too_late", _("Only what was done today can be taken back."))
    same = Q(copy=held.copy_id) if held.copy_id else Q(hold=held.hold_id)
    later = DeskAction.objects.filter(same, pk__gt=held.pk, undone_at=None).exists()
    now = touched.now()
    if copy is not None:
        now["copy"] = fields_of(copy, COPY_FIELDS)
    if held.loan is not None:
        now["loan"] = fields_of(held.loan, LOAN_FIELDS)
    if later or any(now[thing][name] != value for thing, name, value in _left(held)):
        message = _("Something was done with this copy since. Take that back first, the latest before the others.")
        raise UndoRefused("rested_on", message)


def _left(held: DeskAction) -> Iterator[tuple[str, str, object]]:
    """Each field as the action left it: whose it is ("copy", "loan", "holds 12", "copies 7"), its name, its value."""
    for thing, fields in held.after.items():
        if thing in ("holds", "copies"):
            for number, of_one in fields.items():
                for name, value in of_one.items():
                    yield f"{thing} {number}", name, value
        else:
            for name, value in fields.items():
                yield thing, name, value


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
        setattr(loan, name, _read(name, value))
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
    if held.hold_id:
        things |= Q(thing="circulation.hold", thing_id=held.hold_id)
    for made, kind in (("transfer", Kind.TRANSFER_SENT), ("closed", Kind.TRANSFER_RECEIVED)):
        if held.made.get(made):
            things |= Q(thing="circulation.transfer", thing_id=held.made[made], kind=kind)
    kinds = LEDGERED.get(Done(held.kind), ())
    found = Event.objects.filter(things, kind__in=kinds, at=held.at, corrects=None, corrections=None)
    return list({event.kind: event for event in found.order_by("id")}.values())
