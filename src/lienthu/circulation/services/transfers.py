"""Copies on their way from one library to another. Only custody changes hands; the owner stays the owner."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.circulation.errors import TransferRefused
from lienthu.circulation.models import DeskAction, Hold, Transfer
from lienthu.circulation.queries import loans as queries
from lienthu.circulation.queries.holds import hold_of
from lienthu.circulation.services import desk_log, sending, trapping
from lienthu.circulation.services.desk_log import Desk, Watch
from lienthu.circulation.services.trapping import Carried
from lienthu.common.transactions import in_turn
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.ledger.models import Kind
from lienthu.patrons.rules import Refusal

Status = Copy.Status
SENDABLE = (Status.AVAILABLE, Status.IN_PROCESS, Status.DAMAGED, Status.RESERVED)


def send(
    *,
    copy: Copy,
    receiver: Organisation,
    library: Organisation,
    site: Site | None,
    actor: User | None,
    at: datetime,
    reason: str = "",
) -> Transfer:
    """Send a copy to another library. Raises TransferRefused with every reason."""
    desk = Desk(library, site, actor, at)
    with in_turn():
        held = copies.lock(copy.pk)
        refusals = _against_sending(held, receiver, desk)
        if refusals:
            raise TransferRefused(refusals)
        watch = Watch(held)
        transfer = sending.begin(held, receiver.pk, desk, reason=reason)
        copies.set_status(copy=held, status=Status.IN_TRANSIT)
        watch.write(DeskAction.Kind.SENT, desk, made={"transfer": transfer.pk})
        desk_log.book(Kind.TRANSFER_SENT, transfer, held, desk)
    copy.status = held.status
    return transfer


def _against_sending(copy: Copy, receiver: Organisation, desk: Desk) -> list[Refusal]:
    found = []
    if receiver.pk == desk.library.pk:
        found.append(Refusal("to_oneself", _("Choose another library to send it to."), ""))
    if copy.custodian_id != desk.library.pk:
        name = federation.short_names([copy.custodian_id], timezone.localdate())[copy.custodian_id]
        message = _("This copy is in the charge of %(library)s; only they can send it.") % {"library": name}
        found.append(Refusal("not_here", message, ""))
    if copy.status not in SENDABLE:
        message = _("A copy cannot be sent while it is: %(status)s.") % {"status": Status(copy.status).label}
        found.append(Refusal("not_sendable", message, ""))
    if copy.status == Status.RESERVED and hold_of(copy.pk) is not None:
        found.append(Refusal("kept", _("This copy is kept for a reader's hold. Cancel the hold first."), ""))
    return found


def receive(*, copy: Copy, library: Organisation, site: Site | None, actor: User | None, at: datetime) -> Transfer:
    """Take in a copy that was sent here; a sender who has it back on the desk calls the transfer off.

    Raises TransferRefused when it is not on its way here.
    """
    with in_turn():
        held = copies.lock(copy.pk)
        transfer = queries.open_transfer_of(held.pk)
        if transfer is None or library.pk not in (transfer.receiver_id, transfer.sender_id):
            raise TransferRefused([Refusal("not_sent_here", _("This copy is not on its way here."), "")])
        transfer = take_in(held, transfer, Desk(library, site, actor, at)).transfer
    copy.status, copy.custodian_id = held.status, held.custodian_id
    return transfer


class Taken(NamedTuple):
    """What came of a copy that was on its way. `onward` is a new way: to its hold, or home."""

    transfer: Transfer
    action: DeskAction
    hold: Hold | None
    onward: Transfer | None


def take_in(copy: Copy, transfer: Transfer, desk: Desk) -> Taken:
    """End the transfer in the caller's transaction: received, or called off by its sender.

    What arrives for a hold is kept for it or goes on; what came here for a hold that has ended goes home.
    """
    watch = Watch(copy)
    arrived = transfer.receiver_id == desk.library.pk
    transfer.closed_at, transfer.cancelled = desk.at, not arrived
    transfer.closed_by_id = desk.actor.pk if desk.actor else None
    transfer.save(update_fields=("closed_at", "closed_by", "cancelled"))
    if arrived:
        place = desk.site.pk if desk.site else None
        to = copies.whereabouts(copy)._replace(custodian=desk.library.pk, place=place)
        cause = CopyMove.Cause.RECEIVED
        copies.move(copy=copy, to=to, cause=cause, actor=desk.actor, at=desk.at, thing=transfer)
    carried, onward, status = _next(copy, desk, watch, arrived=arrived)
    copies.set_status(copy=copy, status=status)
    kind = DeskAction.Kind.RECEIVED if arrived else DeskAction.Kind.CANCELLED
    made = {"closed": transfer.pk, "transfer": onward.pk if onward else None}
    action = watch.write(kind, desk, hold=carried.hold if carried else None, made=made)
    sending.record(transfer, desk, "transfer.received" if arrived else "transfer.cancelled")
    if arrived:
        desk_log.book(Kind.TRANSFER_RECEIVED, transfer, copy, desk)
    if onward:
        desk_log.book(Kind.TRANSFER_SENT, onward, copy, desk)
    return Taken(transfer, action, carried.hold if carried else None, onward)


def _next(
    copy: Copy, desk: Desk, watch: Watch, *, arrived: bool
) -> tuple[Carried | None, Transfer | None, Copy.Status]:
    """What the copy does now: for a hold, on its way home, or nothing in particular."""
    if not arrived:
        kept = trapping.called_off(copy, desk, watch)
        if kept:
            return None, None, Status.RESERVED
    carried = trapping.arrived(copy, desk, watch)
    if carried:
        return carried, carried.transfer, carried.status
    home = trapping.home_of(copy, desk.library.pk) if arrived else None
    if home:
        onward = sending.begin(copy, home, desk, reason=_("was here for a hold"))
        return None, onward, Status.IN_TRANSIT
    return None, None, Status.AVAILABLE
