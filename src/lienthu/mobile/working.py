"""Where somebody works who is on a trip: at the stop where the vehicle stands, and what they book is of that trip."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lienthu.accounts.queries import LIBRARY_CHOSEN, SITE_CHOSEN
from lienthu.ledger.services import on_trip
from lienthu.mobile.models import Trip

TRIP: Final = "working_trip"  # key of the session: the trip that the person works on
PLACE: Final = "working_trip_site"  # the site that was chosen for them because of it


def go_along(request: HttpRequest, trip: Trip) -> None:
    """From now on the person works on the trip, wherever it stands."""
    request.session[TRIP] = trip.pk
    request.session[LIBRARY_CHOSEN] = trip.library_id
    request.session[PLACE] = request.session[SITE_CHOSEN] = _site(trip)


def get_off(request: HttpRequest) -> None:
    """The person works at no trip any more; where they work is theirs to choose."""
    for key in (TRIP, PLACE, SITE_CHOSEN):
        request.session.pop(key, None)


def trip_of(request: HttpRequest) -> Trip | None:
    """The trip under way that the signed-in person works on. Their place of work follows the vehicle.

    Who has chosen another place of work since has got off by that.
    """
    number = request.session.get(TRIP)
    if not isinstance(number, int) or not request.user.is_authenticated:
        return None
    session = request.session
    if session.get(SITE_CHOSEN) != session.get(PLACE):
        session.pop(TRIP)
        return None
    rows = Trip.objects.filter(pk=number, state=Trip.State.UNDER_WAY, library=session.get(LIBRARY_CHOSEN))
    trip = rows.select_related("here__stop__site", "vehicle__site", "route").first()
    if trip is None:
        get_off(request)
        return None
    if session.get(SITE_CHOSEN) != _site(trip):
        session[PLACE] = session[SITE_CHOSEN] = _site(trip)
    return trip


def _site(trip: Trip) -> int:
    return trip.here.stop.site_id if trip.here else trip.vehicle.site_id


class TripMiddleware:
    """What staff on a trip book in a request is of that trip: loans, uses, visits, cards, computer sessions.

    Only the staff's pages are looked at, and only of those who have a session, so nobody else pays for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.path.startswith(reverse("accounts:home")):
            return self.get_response(request)
        trip = trip_of(request)
        with on_trip(trip.pk if trip else 0):
            return self.get_response(request)
