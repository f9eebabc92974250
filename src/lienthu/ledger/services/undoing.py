"""Taking back all that a thing brought about, when the thing itself is undone."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Model, Sum

from lienthu.ledger.models import Event, Kind
from lienthu.ledger.services.booking import counter_to, store_counters


@transaction.atomic
def take_back(
    thing: Model,
    *,
    reason: str,
    actor: AbstractBaseUser | None,
    at: datetime,
    kinds: Collection[Kind] | None = None,
) -> int:
    """Take away, by counter-entries, what is left of the thing's entries (of these kinds); returns how much it was."""
    events = Event.objects.filter(thing=thing._meta.label_lower, thing_id=thing.pk, corrects=None)
    if kinds is not None:
        events = events.filter(kind__in=kinds)
    counters = [
        counter_to(event, quantity=left, reason=reason[:200], actor=actor, at=at, booked_on=None)
        for event in events.annotate(taken=Sum("corrections__quantity"))
        if (left := event.quantity + (event.taken or 0)) > 0
    ]
    store_counters(counters)
    return -sum(counter.quantity for counter in counters)
