"""What must always hold of the mobile library (`lienthu check`): the ledger has its trips, and rules can be read."""

from collections.abc import Iterator

from django.db.models import Sum

from lienthu.calendars.rules import tidy_rule
from lienthu.ledger.models import Event, Kind
from lienthu.mobile.models import Figure, Service, Trip, TripStop

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    for service in Service.objects.all().iterator():
        if not _reads(service.rule):
            yield f"The service {service.pk} of stop {service.stop_id}: the rule {service.rule!r} cannot be read."
    closed = Trip.objects.filter(state=Trip.State.CLOSED)
    booked = _booked("mobile.trip", Kind.TRIP)
    for trip in closed.exclude(pk__in=[key for key, count in booked.items() if count == 1])[:SHOWN]:
        yield f"The trip {trip.pk} is closed and {booked.get(trip.pk, 0)} times in the ledger."
    served = TripStop.objects.filter(trip__in=closed, passed_by="").exclude(arrived_at=None)
    stops = _booked("mobile.tripstop", Kind.STOP_SERVED)
    for row in served.exclude(pk__in=[key for key, count in stops.items() if count == 1])[:SHOWN]:
        times = stops.get(row.pk, 0)
        yield f"The stop {row.stop_id} was served on trip {row.trip_id} and is {times} times in the ledger."
    tallies = _booked("mobile.figure")
    for figure in Figure.objects.filter(trip_stop__trip__in=closed).iterator():
        more = max(0, figure.value - figure.counted)
        if tallies.get(figure.pk, 0) != more:
            yield f"The figure {figure.pk} of a closed trip says {more} more than was counted; the ledger does not."


def _booked(thing: str, kind: Kind | None = None) -> dict[int, int]:
    events = Event.objects.filter(thing=thing, thing_id__isnull=False)
    if kind is not None:
        events = events.filter(kind=kind)
    return {key or 0: count for key, count in events.order_by().values_list("thing_id").annotate(n=Sum("quantity"))}


def _reads(rule: str) -> bool:
    try:
        return tidy_rule(rule) == rule
    except ValueError:
        return False
