"""What readers wait for at the stops of a trip: the packing list."""

from dataclasses import dataclass

from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.catalogue.queries import titles_shown
from lienthu.circulation.models import Hold
from lienthu.circulation.queries.holds import title_of
from lienthu.mobile.models import Packed, Trip, TripStop


@dataclass(frozen=True)
class Wanted:
    """A line of the packing list. `is_here`: its copy is in our charge, so it can be packed."""

    hold: Hold
    trip_stop: TripStop
    title: str
    is_here: bool
    packed: Packed | None = None


def list_of(trip: Trip) -> list[Wanted]:
    """The holds to be fetched at the trip's stops for which no earlier trip comes, in the order of the stops.

    A hold that waits without a copy is on it too, so that nobody is forgotten. Six queries.
    """
    mine = {row.stop.site_id: row for row in trip.stops.select_related("stop__site") if not row.passed_by}
    sites = [site for site, row in mine.items() if _first_to_come(row, trip)]
    holds = Hold.objects.open().filter(library=trip.library, site__in=sites)
    holds = holds.select_related("title", "patron", "copy__record", "copy__place", "site", "transfer")
    shown = titles_shown([title_of(hold) for hold in holds])
    packed = {row.hold_id: row for row in trip.packed.all()}
    found = []
    for hold in holds:
        here = hold.copy is not None and hold.copy.status == Copy.Status.RESERVED
        here = here and hold.copy.custodian_id == trip.library_id  # type: ignore[union-attr]
        title = shown.get(title_of(hold))
        found.append(
            Wanted(
                hold, mine[hold.site_id or 0], title.heading if title else "", is_here=here, packed=packed.get(hold.pk)
            )
        )
    return sorted(found, key=lambda line: (line.trip_stop.turn, not line.is_here, line.title, line.hold.pk))


def codes_of(trip: Trip, trip_stop: TripStop | None = None) -> str:
    """The numbers of what is packed for the trip, or for one of its stops, to be read out; "" for nothing."""
    rows = trip.packed.select_related("copy")
    if trip_stop is not None:
        rows = rows.filter(hold__site=trip_stop.stop.site_id)
    return ", ".join(str(each.copy) for each in rows)


def _first_to_come(row: TripStop, trip: Trip) -> bool:
    """Whether no open trip that is still to come, or is today's, comes to the stop before this one."""
    before = TripStop.objects.filter(stop=row.stop_id, passed_by="", trip__in=Trip.objects.open())
    today = timezone.localdate()
    return not before.filter(trip__on__gte=today, trip__on__lt=trip.on).exclude(trip=trip.pk).exists()
