"""What readers are told of a book that they wait for at a stop: it comes on that day, or nobody comes after all."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.circulation.models import Hold
from lienthu.circulation.queries.desk import heading_of
from lienthu.mobile.models import Packed, Trip, TripStop
from lienthu.mobile.queries import timetable
from lienthu.mobile.queries.packing import Wanted
from lienthu.notices import services as notices

COMING: Final = "stop_coming"
NOT_SERVED: Final = "stop_not_served"


def coming(*, hold: Hold, trip_stop: TripStop, actor: User | None, at: datetime) -> None:
    """The book is in the vehicle, which is at the stop on that day. Told once for each trip."""
    _tell(COMING, hold, trip_stop, {"hours": _hours(trip_stop)}, actor, at)


def not_served(*, lines: Sequence[Wanted], reason: str, actor: User | None, at: datetime) -> None:
    """The stops of these lines are not served on that day: to be called when the trip says so already.

    Told to everybody for whom a copy is here, packed or not: who reserved it reads the timetable.
    """
    following = timetable.next_visits({line.trip_stop.stop for line in lines}, at)
    for line in lines:
        visit = following.get(line.trip_stop.stop_id)
        after = f"{visit.on:%d/%m/%Y}, {_hours(visit)}" if visit else _("not in the timetable yet")
        if line.is_here or line.packed:
            _tell(NOT_SERVED, line.hold, line.trip_stop, {"reason": reason, "next": after}, actor, at)


def _tell(
    kind: str, hold: Hold, trip_stop: TripStop, more: Mapping[str, str], actor: User | None, at: datetime
) -> None:
    trip = trip_stop.trip
    if hold.patron is None or hold.copy is None:
        return
    facts = {"title": heading_of(hold.copy), "stop": str(trip_stop), "day": f"{trip.on:%d/%m/%Y}", **more}
    notices.queue(
        kind=kind, key=f"{hold.pk}:{trip.pk}", about=hold.pk, patron=hold.patron, library=hold.library, facts=facts,
        actor=actor, at=at,
    )  # fmt: skip


def _hours(visit: TripStop | timetable.Visit) -> str:
    return f"{visit.begins:%H:%M}–{visit.ends:%H:%M}"


def still_coming(keys: Collection[str]) -> set[str]:
    """Of such notices with these keys, those whose book is in the vehicle still, for a stop that it still serves."""
    trips = Trip.objects.open().filter(on__gte=timezone.localdate())
    packed = Packed.objects.filter(trip__in=trips, hold__in=_holds(keys), hold__closed_at=None)
    served = TripStop.objects.filter(trip__in=packed.values("trip"), passed_by="")
    sites = set(served.values_list("trip", "stop__site"))
    rows = packed.values_list("hold", "trip", "hold__site")
    return {f"{hold}:{trip}" for hold, trip, site in rows if (trip, site) in sites}.intersection(keys)


def still_missed(keys: Collection[str]) -> set[str]:
    """Of such notices with these keys, those whose day is not over, and whose reader waits still."""
    waiting = set(Hold.objects.open().filter(pk__in=_holds(keys)).values_list("pk", flat=True))
    trips = {int(key.partition(":")[2]) for key in keys}
    ahead = set(Trip.objects.filter(pk__in=trips, on__gte=timezone.localdate()).values_list("pk", flat=True))
    pairs = {key: [int(part) for part in key.split(":")] for key in keys}
    return {key for key, (hold, trip) in pairs.items() if hold in waiting and trip in ahead}


def _holds(keys: Collection[str]) -> set[int]:
    return {int(key.partition(":")[0]) for key in keys}
