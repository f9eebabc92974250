"""Copies on their way from one library to another. Only custody changes hands; the owner stays the owner."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.circulation.errors import TransferRefused
from lienthu.circulation.models import DeskAction, Transfer
from lienthu.circulation.queries import loans as queries
from lienthu.circulation.services.desk_log import Desk, Watch
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.ledger import services as ledger
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
        transfer = begin(held, receiver.pk, desk, reason=reason)
        copies.set_status(copy=held, status=Status.IN_TRANSIT)
        watch.write(DeskAction.Kind.SENT, desk, made={"transfer": transfer.pk})
        book(Kind.TRANSFER_SENT, transfer, held, desk)
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
    return found


def begin(copy: Copy, receiver: int, desk: Desk, *, reason: str) -> Transfer:
    """The transfer itself, in the transaction of whoever sends; the caller sets the copy's status and books it."""
    transfer = Transfer.objects.create(
        copy=copy,
        sender=desk.library,
        receiver_id=receiver,
        reason=reason,
        sent_at=desk.at,
        sent_by_id=desk.actor.pk if desk.actor else None,
    )
    _record(transfer, desk, "transfer.sent")
    return transfer


def receive(*, copy: Copy, library: Organisation, site: Site | None, actor: User | None, at: datetime) -> Transfer:
    """Take in a copy that was sent here; a sender who has it back on the desk calls the transfer off.

    Raises TransferRefused when it is not on its way here.
    """
    with in_turn():
        held = copies.lock(copy.pk)
        transfer = queries.open_transfer_of(held.pk)
        if transfer is None or library.pk not in (transfer.receiver_id, transfer.sender_id):
            raise TransferRefused([Refusal("not_sent_here", _("This copy is not on its way here."), "")])
        transfer, _action = take_in(held, transfer, Desk(library, site, actor, at))
    copy.status, copy.custodian_id = held.status, held.custodian_id
    return transfer


def take_in(copy: Copy, transfer: Transfer, desk: Desk) -> tuple[Transfer, DeskAction]:
    """End the transfer in the caller's transaction: received, or called off by its sender."""
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
    copies.set_status(copy=copy, status=Status.AVAILABLE)
    kind = DeskAction.Kind.RECEIVED if arrived else DeskAction.Kind.CANCELLED
    action = watch.write(kind, desk, made={"closed": transfer.pk})
    _record(transfer, desk, "transfer.received" if arrived else "transfer.cancelled")
    if arrived:
        book(Kind.TRANSFER_RECEIVED, transfer, copy, desk)
    return transfer, action


def book(kind: Kind, transfer: Transfer, copy: Copy, desk: Desk) -> None:
    """The ledger's entry, last in its transaction."""
    activity = ledger.Activity(
        kind=kind,
        at=desk.at,
        owner=copy.owner_id,
        host=desk.library.pk,
        site=desk.site_id,
        material=queries.facts_of(copy).kind,
        thing=transfer,
    )
    ledger.append(activity, actor=desk.actor)


def _record(transfer: Transfer, desk: Desk, action: str) -> None:
    after = {"copy": transfer.copy_id, "sender": transfer.sender_id, "receiver": transfer.receiver_id}
    audit.record(
        actor=desk.actor, at=desk.at, action=action, thing=transfer, before=None, after=after, reason=transfer.reason
    )
