"""The events behind a figure, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lienthu.ledger.models import Event, Kind
from lienthu.ledger.queries.sums import Narrowed

Place = tuple[date, int]  # of an event: the day it counts on, and its number


@dataclass(frozen=True)
class Page:
    """Events, the latest day first; `after` continues behind the last of them, None at the end."""

    events: list[Event]
    after: Place | None


def events(
    kinds: Collection[Kind | str],
    since: date,
    until: date,
    *,
    hosts: Collection[int] | None = None,
    owners: Collection[int] | None = None,
    sites: Collection[int] | None = None,
    trips: Collection[int] | None = None,
    age_bands: Collection[str] | None = None,
    materials: Collection[str] | None = None,
    channels: Collection[str] | None = None,
    on_trip: bool | None = None,
    after: Place | None = None,
    count: int = 50,
) -> Page:
    """The events that `sums` adds up for the same words, corrections among them: at most `count`, behind `after`."""
    only = Narrowed(
        hosts=hosts, owners=owners, sites=sites, trips=trips, age_bands=age_bands, materials=materials,
        channels=channels,
    )  # fmt: skip
    found = _narrowed(only, kinds).filter(booked_on__gte=since, booked_on__lt=until)
    if on_trip is not None:
        found = found.filter(trip__gt=0) if on_trip else found.filter(trip=0)
    if after is not None:
        day, number = after
        # The first condition says what the second implies, and lets an index find it.
        found = found.filter(booked_on__lte=day).filter(Q(booked_on__lt=day) | Q(pk__lt=number))
    rows = list(found.order_by("-booked_on", "-id")[: count + 1])
    more = len(rows) > count
    return Page(rows[:count], (rows[count - 1].booked_on, rows[count - 1].pk) if more else None)


def _narrowed(only: Narrowed, kinds: Collection[Kind | str]) -> QuerySet[Event]:
    words = {f"{name}__in": wanted for name, wanted in only.given().items()}
    return Event.objects.select_related("corrects", "actor").filter(kind__in=[str(kind) for kind in kinds], **words)
