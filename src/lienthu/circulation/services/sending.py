"""A copy's way to another library begins: the row of it, and its entry in the audit. For the verbs that send."""

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Transfer
from lienthu.circulation.services import desk_log
from lienthu.circulation.services.desk_log import Desk


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


def record(transfer: Transfer, desk: Desk, action: str) -> None:
    """The audit's entry."""
    after = {"copy": transfer.copy_id, "sender": transfer.sender_id, "receiver": transfer.receiver_id}
    desk_log.record(transfer, desk, action, None, after, transfer.reason)
