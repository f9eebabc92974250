"""Which days are closed, and what came late because of it."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max, Q, QuerySet

from lienthu.ledger.models import Closing, Event


def closed_until(organisation: int) -> date | None:
    """The first day that is still open for the organisation; None when it has never closed anything."""
    return closings_of(organisation).values_list("until", flat=True).last()


def closings_of(organisation: int) -> QuerySet[Closing]:
    """Its closings and reopenings, the oldest first; the last one holds."""
    return Closing.objects.filter(organisation=organisation).order_by("id")


def open_days(organisations: Collection[int]) -> dict[int, date]:
    """The first open day of each that has closed something. One query."""
    last = Closing.objects.filter(organisation__in=organisations).order_by().values("organisation")
    rows = Closing.objects.filter(pk__in=last.annotate(last=Max("pk")).values("last"))
    return dict(rows.values_list("organisation", "until"))


def late(organisation: int, *, since: date, until: date) -> QuerySet[Event]:
    """What counts for the organisation from `since` until before `until` and belongs to days before, which were closed:
    what was told late, and corrections of a closed period. Oldest first."""
    told = Event.objects.filter(own_day__lt=since, booked_on__gte=since, booked_on__lt=until)
    return told.filter(_reported_by(organisation)).order_by("id")


def told_later(organisation: int, *, since: date, until: date) -> QuerySet[Event]:
    """What belongs to the days from `since` until before `until`, and counts on `until` or later. Oldest first."""
    told = Event.objects.filter(own_day__gte=since, own_day__lt=until, booked_on__gte=until)
    return told.filter(_reported_by(organisation)).order_by("id")


def _reported_by(organisation: int) -> Q:
    return Q(host=organisation) | Q(host=0, owner=organisation)  # Event.reporter
