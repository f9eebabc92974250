"""Single figures, and the events of one thing."""

from collections.abc import Collection
from datetime import date

from django.db.models import Model, QuerySet, Sum

from lienthu.ledger.models import DailySum, Event, Kind
from lienthu.ledger.queries.sums import sums


def total(
    kinds: Collection[Kind],
    *,
    since: date,
    until: date,
    hosts: Collection[int] | None = None,
    owners: Collection[int] | None = None,
) -> int:
    """The quantity of these kinds booked from `since` until before `until`; over all hosts and owners, or these."""
    return sum(row.quantity for row in sums(kinds, since, until, hosts=hosts, owners=owners))


def by_day(kind: Kind, *, since: date, until: date, host: int) -> dict[date, int]:
    """The quantity of one kind for each day on which the host has any."""
    found = DailySum.objects.filter(kind=kind, booked_on__gte=since, booked_on__lt=until, host=host)
    return dict(found.order_by("booked_on").values_list("booked_on").annotate(total=Sum("quantity")))


def events_of(thing: Model) -> QuerySet[Event]:
    """The events that a row (a loan, a count) brought about, oldest first."""
    return Event.objects.filter(thing=thing._meta.label_lower, thing_id=thing.pk)
