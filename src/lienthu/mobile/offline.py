"""What devices take along on a trip, and where the trip stood when something was done without a network."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Hold, Loan
from lienthu.common.access import allowed
from lienthu.federation.models import Site
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Trip, TripStop
from lienthu.mobile.services import driving, reports
from lienthu.patrons.models import Patron
from lienthu.sync.models import Device
from lienthu.sync.registry import (
    Act,
    Applied,
    Asked,
    BundleRequest,
    Choice,
    Contents,
    Handler,
    Result,
    Scope,
    TripPhoto,
)
from lienthu.sync.rules import BORROWED_WITHIN

# The numbers of a report, and how much each may be.
NUMBERS: Final = {"computer_sessions": 10_000, "fuel_litres": 9_999, "fuel_cost": 10**9, "other_cost": 10**9}
AHEAD: Final = timedelta(days=7)
BEFORE: Final = timedelta(minutes=30)  # people are served from then on before the hour that was written down


def _trips(device: Device, at: datetime) -> list[Trip]:
    """Those of the device's library that are under way, or are to leave within a week."""
    if not allowed(device.person, "mobile.work", device.library):
        return []
    day = timezone.localdate(at)
    trips = Trip.objects.open().filter(library=device.library, on__range=(day - timedelta(days=1), day + AHEAD))
    return list(trips.select_related("vehicle", "route").order_by("on", "leaves"))


def _choices(device: Device, at: datetime) -> Iterator[Choice]:
    for trip in _trips(device, at):
        yield Choice(trip.pk, str(trip), _copies(trip).count())


def _copies(trip: Trip) -> QuerySet[Copy]:
    packed = trip.packed.values("copy")
    return Copy.objects.filter(Q(place=trip.vehicle.site_id, custodian=trip.library) | Q(pk__in=packed))


def _contents(device: Device, number: int, at: datetime) -> Contents | None:
    """The vehicle's own books and those that are packed for readers; these readers, and who borrowed at its stops."""
    trip = next((trip for trip in _trips(device, at) if trip.pk == number), None)
    if trip is None:
        return None
    return Contents(str(trip), _copies(trip), None, _readers(trip, at), trip.pk)


def _readers(trip: Trip, at: datetime) -> QuerySet[Patron]:
    """Who waits for a book at a stop of the trip, has one from there, or had one within a year."""
    sites = [*trip.stops.values_list("stop__site", flat=True), trip.vehicle.site_id]
    waiting = Hold.objects.open().filter(site__in=sites).values("patron")
    lent = Loan.objects.filter(Q(closed_at=None) | Q(checked_out_at__gte=at - BORROWED_WITHIN), site__in=sites)
    return Patron.objects.filter(Q(pk__in=waiting) | Q(pk__in=lent.exclude(patron=None).values("patron")))


def _report(act: Act) -> Result:
    """The report that a device writes at the end of a trip. Where nobody could say that it left, it was driven."""
    trip = Trip.objects.filter(pk=act.trip, library=act.device.library).first()
    if trip is None:
        return Asked("no_trip", _("It does not say which trip this report is of, or the trip is another library's."))
    said = {name: _number(act.data.get(name), most) for name, most in NUMBERS.items()}
    if None in said.values():
        return Asked("bad_data", _("A number in the report of the trip cannot be read."))
    numbers = {name: number or Decimal(0) for name, number in said.items()}
    words = {name: _words(act.data.get(name)) for name in ("incidents", "remedied", "remarks")}
    by: dict[str, Any] = {"actor": act.actor, "at": act.at}
    if trip.state == Trip.State.PLANNED:
        trip = driving.was_driven(trip=trip, against=_("reported by a device"), **by)
    told = reports.Told(
        sessions=int(numbers["computer_sessions"]),
        fuel=int(numbers["fuel_cost"]),
        litres=numbers["fuel_litres"],
        other=int(numbers["other_cost"]),
        **words,
    )
    done = reports.tell(trip=trip, told=told, site=act.site.pk if act.site else 0, **by)
    return Applied(done)


def _number(value: object, most: int) -> Decimal | None:
    """0 where nothing was said; None for what is no number from 0 to `most`."""
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        return None
    number = round(Decimal(str(value or 0)), 1)
    return number if 0 <= number <= most else None


def _words(value: object) -> str:
    return value.strip()[:1000] if isinstance(value, str) else ""


KINDS: Final[Mapping[str, Handler]] = {
    "trip_report": Handler(_lazy("report of a trip"), _report, "mobile.work", names={"no_trip": _lazy("Unknown trip")})
}
SCOPES: Final[Mapping[str, Scope]] = {"trip": Scope(_choices, _contents)}


def keep_photo(photo: TripPhoto) -> None:
    """A photograph for the report of a trip of the device's library. Raises MobileRefused."""
    device = photo.device
    trip = Trip.objects.filter(pk=photo.trip, library=device.library).first()
    if trip is None or not allowed(device.person, "mobile.work", device.library):
        raise MobileRefused("no_trip", _("You may add no photos to this trip."), status=403)
    reports.add_photo_once(
        trip=trip, data=photo.data, caption=photo.caption, agreed=photo.agreed, actor=device.person, at=photo.at
    )


def bundle(request: BundleRequest) -> Mapping[str, object] | None:
    """The stops of the trip, for a device to show: name, from, to."""
    if not request.contents.trip:
        return None
    rows = TripStop.objects.filter(trip=request.contents.trip, passed_by="").select_related("stop__site")
    stops = [
        {"site": each.stop.site_id, "name": str(each), "from": f"{each.begins:%H:%M}", "to": f"{each.ends:%H:%M}"}
        for each in rows
    ]
    return {"stops": stops}


def site_on(trip: int, at: datetime) -> Site | None:
    """Where the trip stood at the moment: by what was written down on the way, else by its plan; None: no such trip."""
    row = Trip.objects.filter(pk=trip).select_related("vehicle__site").first()
    if row is None:
        return None
    stops = list(row.stops.filter(passed_by="").select_related("stop__site").order_by("begins", "pk"))
    for each in stops:
        if each.arrived_at and each.arrived_at <= at and (each.left_at is None or at <= each.left_at):
            return each.stop.site
    planned = [each for each in stops if _begins(row.on, each) <= at]
    return planned[-1].stop.site if planned and timezone.localdate(at) == row.on else row.vehicle.site


def _begins(day: date, stop: TripStop) -> datetime:
    return timezone.make_aware(datetime.combine(day, stop.begins)) - BEFORE
