"""The audit: who changed which thing, from what to what. Written by the service that changes it, in its transaction."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from lienthu.common.models import AuditEntry

State = Mapping[str, object] | None


def record(
    *,
    actor: AbstractBaseUser | None,
    at: datetime,
    action: str,
    thing: Model,
    before: State,
    after: State,
    reason: str = "",
) -> AuditEntry:
    """Write one entry in the caller's transaction.

    `action` is thing and past participle ("organisation.moved"); `before` and `after` hold what changed and may hold
    dates and decimals; `actor` is None when the machine did it by itself.
    """
    return AuditEntry.objects.create(
        at=at,
        actor_id=actor.pk if actor else None,
        action=action,
        thing=thing._meta.label_lower,
        thing_id=str(thing.pk),
        before=_plain(before),
        after=_plain(after),
        reason=reason,
    )


def entries_of(thing: Model) -> QuerySet[AuditEntry]:
    """What was done to the thing, newest first, with the person who did it."""
    entries = AuditEntry.objects.filter(thing=thing._meta.label_lower, thing_id=str(thing.pk))
    return entries.select_related("actor")


def _plain(state: State) -> object:
    return None if state is None else json.loads(json.dumps(state, cls=DjangoJSONEncoder))
