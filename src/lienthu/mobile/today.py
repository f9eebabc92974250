"""What the mobile library tells on the staff's home: today's trips, reports to write, hosts to tell."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.mobile.models import Trip, TripStop

WORK = "mobile.work"
TELL_BEFORE = timedelta(days=7)


def items(asked: Asked) -> Iterator[TodayItem]:
    """At the library where the person works today."""
    if asked.library is None:
        return
    trips = Trip.objects.filter(library=asked.library)
    for trip in trips.open().filter(on=asked.day).select_related("route", "vehicle"):
        under_way = trip.state == Trip.State.UNDER_WAY
        yield TodayItem(
            _("the mobile library is under way") if under_way else _("trip of the mobile library today"),
            url=reverse("mobile:trip", args=[trip.pk]), action=WORK, over=asked.library,
            urgency=Urgency.NOW if under_way else Urgency.TODAY, detail=str(trip),
        )  # fmt: skip
    back = trips.filter(state=Trip.State.BACK).count()
    yield TodayItem(
        ngettext("report of a trip to write", "reports of trips to write", back),
        url=reverse("mobile:trips"), action=WORK, over=asked.library, urgency=Urgency.TODAY, count=back,
    )  # fmt: skip
    near = (asked.day, asked.day + TELL_BEFORE)
    untold = TripStop.objects.filter(
        trip__library=asked.library, trip__state=Trip.State.PLANNED, trip__on__range=near, told_at=None, passed_by=""
    ).count()
    yield TodayItem(
        ngettext("host to tell of a trip", "hosts to tell of trips", untold),
        url=reverse("mobile:trips"), action=WORK, over=asked.library, urgency=Urgency.SOON, count=untold,
    )  # fmt: skip
