"""The stops on the map, marked by how soon the vehicle comes."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lienthu.common.maps import Point, State, View, view
from lienthu.mobile.models import Stop
from lienthu.mobile.queries.timetable import Visit

SOON = 7  # days


def of_stops(label: str | Promise, stops: Iterable[Stop], coming: Mapping[int, Visit], *, staff: bool = False) -> View:
    """A map of the stops with the next visit of each; for staff it leads to their pages, else to the public ones."""
    return view(label, [_point(stop, coming.get(stop.pk), staff=staff) for stop in stops])


def _point(stop: Stop, visit: Visit | None, *, staff: bool) -> Point:
    address = reverse("mobile:stop" if staff else "portal:mobile_stop", args=[stop.pk])
    state, said, detail = State.EMPTY, _("no visit in the timetable"), ""
    if visit is not None:
        near = (visit.on - timezone.localdate()).days <= SOON
        state, said = (State.GOOD, _("within a week")) if near else (State.PLAIN, _("later"))
        detail = f"{visit.on:%d/%m/%Y}, {visit.begins:%H:%M}–{visit.ends:%H:%M}"
    return Point(stop.site.name, stop.site.latitude, stop.site.longitude, state, said, detail, address)


def of_trip(label: str | Promise, stops: Iterable[tuple[Stop, str, State, str]]) -> View:
    """A trip's stops by their turns with a line through them: stop, number, state and the state's words."""
    points = [
        Point(stop.site.name, stop.site.latitude, stop.site.longitude, state, said, "", number=number)
        for stop, number, state, said in stops
    ]
    return view(label, points, tours=[[point.spot for point in points if point.spot]])
