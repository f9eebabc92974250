"""A copy's way to another library begins: the row of it, and its entry in the ledger. For the verbs that send."""

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Transfer
from lienthu.circulation.queries import loans as queries
from lienthu.circulation.services.desk_log import Desk
from lienthu.common import audit
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Kind


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
    record(transfer, desk, "transfer.sent")
    return transfer


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


def record(transfer: Transfer, desk: Desk, action: str) -> None:
    """The audit's entry."""
    after = {"copy": transfer.copy_id, "sender": transfer.sender_id, "receiver": transfer.receiver_id}
    audit.record(
        actor=desk.actor, at=desk.at, action=action, thing=transfer, before=None, after=after, reason=transfer.reason
    )
