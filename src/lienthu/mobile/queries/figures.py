"""What the ledger says of a trip: by stop, and altogether."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from django.db.models import Sum

from lienthu.ledger.models import AgeBand, DailySum, Event, Kind
from lienthu.mobile.models import Measure, Trip

# Visitors who were not told apart count as adults: nobody is counted as a child who was not seen to be one.
OF: Final[Mapping[Measure, tuple[frozenset[str], frozenset[str] | None]]] = {
    Measure.ADULTS: (frozenset({Kind.VISIT}), frozenset({AgeBand.ADULT, AgeBand.NOT_SAID})),
    Measure.CHILDREN: (frozenset({Kind.VISIT}), frozenset({AgeBand.CHILD})),
    Measure.USES: (frozenset({Kind.CHECK_OUT, Kind.RENEWAL, Kind.IN_HOUSE_USE}), None),
    Measure.CARDS: (frozenset({Kind.CARD_ISSUED}), None),
    Measure.SESSIONS: (frozenset({Kind.INTERNET_SESSION}), None),
}


def counted(trip: Trip) -> dict[int, dict[Measure, int]]:
    """What was booked on the trip, by site (0: none) and measure. One query; a report's own corrections are in it."""
    sums = DailySum.objects.filter(trip=trip.pk).order_by().values_list("site", "kind", "age_band")
    found: dict[int, dict[Measure, int]] = {}
    for site, kind, band, quantity in sums.annotate(n=Sum("quantity")):
        for measure, (kinds, bands) in OF.items():
            if kind in kinds and (bands is None or band in bands):
                row = found.setdefault(site, {})
                row[measure] = row.get(measure, 0) + quantity
    return found


def on_the_way(trip: Trip, sites: Collection[int]) -> dict[Measure, int]:
    """What was booked on the trip at none of these sites: between the stops."""
    elsewhere = [row for site, row in counted(trip).items() if site not in sites]
    return {measure: sum(row.get(measure, 0) for row in elsewhere) for measure in Measure}


def first_booked(trip: Trip, site: int) -> datetime | None:
    """When the first thing was booked at a stop of the trip."""
    events = Event.objects.filter(trip=trip.pk, site=site).order_by("at")
    return events.values_list("at", flat=True).first()


def visit_events(trip: Trip, site: int, measure: Measure) -> list[Event]:
    """The counts of visitors at a stop that can be taken back, the last first."""
    kinds, bands = OF[measure]
    events = Event.objects.filter(trip=trip.pk, site=site, kind__in=kinds, corrects=None, thing="visits.visitcount")
    return list(events.filter(age_band__in=bands or ()).order_by("-id"))
