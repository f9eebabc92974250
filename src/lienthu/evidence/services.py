"""A person corrects an event of the ledger."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.evidence.errors import EvidenceRefused
from lienthu.evidence.queries import evidence_of
from lienthu.federation.models import Organisation
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Event


@transaction.atomic
def correct(*, event: Event, quantity: int, reason: str, actor: User | None, at: datetime) -> Event:
    """Take `quantity` of an event away by a counter-event.

    Raises EvidenceRefused without a reason, or where its room counts as well and must correct both; LedgerRefused for
    more than is left.
    """
    if not reason.strip():
        raise EvidenceRefused("no_reason", _("Write down why the event is corrected."), field="reason")
    evidence = evidence_of(event.thing)
    if evidence is not None and evidence.keeps_count:
        raise EvidenceRefused("corrected_there", _("Correct this where it was counted; the ledger follows by itself."))
    counter = ledger.correct(event, quantity=quantity, reason=reason.strip()[:200], actor=actor, at=at, booked_on=None)
    audit.record(
        actor=actor,
        at=at,
        action="event.corrected",
        thing=event,
        before={"quantity": event.quantity},
        after={"quantity": counter.quantity},
        reason=counter.reason,
        organisation=Organisation.objects.filter(pk=event.reporter).first(),
    )
    return counter
