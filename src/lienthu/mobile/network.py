"""The stops of the mobile library on the network page of rotation: its next trip there, and when it came last."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu.common.maps import Point, State
from lienthu.mobile.models import Trip, TripStop
from lienthu.mobile.queries import timetable


def points(libraries: Collection[int], day: date) -> list[Point]:
    """The stops that these libraries serve on the day, by name. Two queries, whatever their number."""
    stops = list(timetable.stops_of(libraries, day))
    trips = TripStop.objects.filter(stop__in=[stop.pk for stop in stops], passed_by="").order_by().values("stop")
    to_come = Q(trip__state__in=(Trip.State.PLANNED, Trip.State.UNDER_WAY), trip__on__gte=day)
    days = trips.annotate(next=Min("trip__on", filter=to_come), last=Max("trip__on", filter=~Q(arrived_at=None)))
    known = {row["stop"]: (row["next"], row["last"]) for row in days}
    said = _("stop of the mobile library")
    found = []
    for stop in stops:
        site, address = stop.site, reverse("portal:mobile_stop", args=[stop.pk])  # whoever plans rotation may open it
        detail = _detail(*known.get(stop.pk, (None, None)))
        found.append(Point(site.name, site.latitude, site.longitude, State.PLAIN, said, detail, address))
    return found


def _detail(following: date | None, last: date | None) -> str:
    facts = []
    if following is not None:
        facts.append(_("next trip: %(day)s") % {"day": f"{following:%d/%m/%Y}"})
    if last is not None:
        facts.append(_("last served: %(day)s") % {"day": f"{last:%d/%m/%Y}"})
    return "; ".join(facts) or _("no trip yet")
