"""Settling fees, where a library has them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.circulation.errors import MarkRefused
from lienthu.circulation.models import Fee
from lienthu.common import audit
from lienthu.patrons.rules import Refusal


@transaction.atomic
def settle(*, fee: Fee, how: Fee.Settled, actor: User | None, at: datetime, reason: str = "") -> Fee:
    """Write a fee down as paid or waived. Raises MarkRefused when it has been settled already."""
    held = Fee.objects.select_for_update().get(pk=fee.pk)
    if held.settled:
        raise MarkRefused([Refusal("settled", _("This fee has been settled already."), "")])
    held.settled, held.settled_at, held.settled_by, held.reason = how, at, actor, reason
    held.save(update_fields=("settled", "settled_at", "settled_by", "reason"))
    audit.record(
        actor=actor,
        at=at,
        action="fee.settled",
        thing=held.loan,
        before={"amount": held.amount},
        after={"settled": how},
        reason=reason,
    )
    return held
