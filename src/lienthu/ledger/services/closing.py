"""Closing days, and opening them again."""

from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.ledger.errors import LedgerRefused
from lienthu.ledger.models import Closing, Event
from lienthu.ledger.queries.closings import closings_of
from lienthu.ledger.services.locks import hold_closings


@transaction.atomic
def close(
    *,
    organisation: int,
    until: date,
    actor: AbstractBaseUser | None,
    at: datetime,
    document: str = "",
    reason: str = "",
) -> Closing:
    """Close the organisation's days before `until`; `document` says by what (the number of an approved report).

    Days that are closed already stay so: then nothing is written, and the closing that holds is returned. Raises
    LedgerRefused while the last of the days is not over by the hub's clock.
    """
    if until > timezone.localdate():
        raise LedgerRefused(
            "not_over",
            _("The days before %(day)s are not over. Close them on that day or later.") % {"day": f"{until:%d/%m/%Y}"},
        )
    hold_closings(alone=True)
    holds = closings_of(organisation).last()
    if holds is not None and until <= holds.until:
        return holds
    return _write("ledger.closed", organisation, until, actor, at, document, reason, before=holds)


@transaction.atomic
def reopen(
    *, organisation: int, since: date, reason: str, actor: AbstractBaseUser | None, at: datetime, document: str = ""
) -> Closing:
    """Open the organisation's closed days from `since` on again. What was booked late meanwhile stays where it is.

    Raises LedgerRefused without a reason, or when those days are open.
    """
    if not reason.strip():
        raise LedgerRefused("no_reason", _("Write down why closed days are opened again."), field="reason")
    hold_closings(alone=True)
    holds = closings_of(organisation).last()
    if holds is None or since >= holds.until:
        raise LedgerRefused(
            "open", _("The days from %(day)s on are not closed.") % {"day": f"{since:%d/%m/%Y}"}, field="since"
        )
    return _write("ledger.reopened", organisation, since, actor, at, document, reason, before=holds)


def _write(
    action: str,
    organisation: int,
    until: date,
    actor: AbstractBaseUser | None,
    at: datetime,
    document: str,
    reason: str,
    *,
    before: Closing | None,
) -> Closing:
    made = Closing.objects.create(
        organisation=organisation,
        until=until,
        reopens=action == "ledger.reopened",
        last_event=Event.objects.aggregate(last=Max("pk"))["last"] or 0,
        at=at,
        actor_id=actor.pk if actor else None,
        document=document.strip()[:100],
        reason=reason.strip()[:200],
    )
    audit.record(
        actor=actor,
        at=at,
        action=action,
        thing=made,
        before={"until": before.until} if before else None,
        after={"until": until, "document": made.document},
        reason=made.reason,
    )
    return made
