"""Counts as pages show them: the ledger alone says how many, the room's rows say how they came about."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractHour

from lienthu.common.dated import midnight
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.ledger.models import AgeBand, DailySum, Event, Kind
from lienthu.visits.models import ComputerSession, VisitCount

ENTERED = (Site.Kind.MAIN, Site.Kind.BRANCH, Site.Kind.READING_ROOM, Site.Kind.OTHER)  # buildings with a door
BANDS = (AgeBand.ADULT, AgeBand.CHILD, AgeBand.NOT_SAID)


@dataclass
class Row:
    """The visits of an hour or a day, or of a whole table."""

    key: int | date | None
    bands: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BANDS, 0))
    sites: dict[int, int] = field(default_factory=dict)  # Site (0: none) → visits

    @property
    def total(self) -> int:
        return sum(self.bands.values())

    def add(self, site: int, band: str, quantity: int) -> None:
        self.bands[band] = self.bands.get(band, 0) + quantity
        self.sites[site] = self.sites.get(site, 0) + quantity


@dataclass(frozen=True)
class Report:
    """Rows by the hour (of one day) or by the day, the busiest hours of them all, the sum, and the sites that occur."""

    rows: list[Row]
    by_hour: list[Row]
    total: Row
    sites: list[int]


def report(library: Organisation, *, first: date, last: date, site: int | None = None) -> Report:
    """The visits that the library counted from `first` to `last`, at one site or all. One query.

    A correction counts in the hour of what it corrects.
    """
    events = Event.objects.filter(kind=Kind.VISIT, booked_on__gte=first, booked_on__lte=last, host=library.pk)
    if site is not None:
        events = events.filter(site=site)
    hour = ExtractHour(Coalesce(F("corrects__at"), F("at")))
    found = events.order_by().values_list("booked_on", hour, "site", "age_band").annotate(n=Sum("quantity"))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    by_day, by_hour, total = {day: Row(day) for day in days}, {hour: Row(hour) for hour in range(24)}, Row(None)
    for day, hour_of_day, place, band, quantity in found:
        for row in (by_day[day], by_hour[hour_of_day], total):
            row.add(place, band, quantity)
    used = [row for row in by_hour.values() if row.total]
    span = range(
        min((int(str(row.key)) for row in used), default=7), max((int(str(row.key)) for row in used), default=16) + 1
    )
    hours = [by_hour[number] for number in span]
    rows = hours if first == last else list(by_day.values())
    return Report(rows, hours, total, sorted(total.sites))


def site_names(sites: Iterable[int]) -> dict[int, str]:
    """The names of these sites; 0 has none."""
    return dict(Site.objects.filter(pk__in=sites).values_list("pk", "name"))


def sites_of(library: Organisation, day: date) -> QuerySet[Site]:
    return federation.sites_of([library.pk], day)


def doors_of(library: Organisation, day: date, *, also: Site | None = None) -> list[Site]:
    """The sites that can have a gate: buildings that readers enter; and the one where a gate is (`also`)."""
    doors = list(sites_of(library, day).filter(kind__in=ENTERED))
    return doors if also is None or also in doors else [*doors, also]


def day_sums(library: Organisation, day: date) -> dict[str, dict[str, int]]:
    """What was counted on the day, by kind and age band: visits, uses in the house, computer sessions. One query."""
    kinds = (Kind.VISIT, Kind.IN_HOUSE_USE, Kind.INTERNET_SESSION)
    found: dict[str, dict[str, int]] = {kind: dict.fromkeys((*BANDS, "all"), 0) for kind in kinds}
    sums = DailySum.objects.filter(host=library.pk, booked_on=day, kind__in=kinds).order_by()
    for kind, band, quantity in sums.values_list("kind", "age_band").annotate(n=Sum("quantity")):
        found[kind][band] += quantity
        found[kind]["all"] += quantity
    return found


def minutes_at_computers(library: Organisation, day: date) -> int:
    """Minutes of the sessions that began on the day and are over."""
    begin = midnight(day)
    rows = ComputerSession.objects.filter(
        library=library, started_at__gte=begin, started_at__lt=begin + timedelta(days=1)
    )
    found: int | None = rows.exclude(end=ComputerSession.End.CANCELLED).aggregate(sum=Sum("minutes"))["sum"]
    return found or 0


def visits_on(library: Organisation, site: Site | None, day: date) -> dict[str, int]:
    """The visits of the day at the site, by age band, and "all" together."""
    sums = DailySum.objects.filter(
        kind=Kind.VISIT, booked_on=day, host=library.pk, site=site.pk if site else 0
    ).order_by()
    found: dict[str, int] = {**dict.fromkeys(BANDS, 0)}
    found |= dict(sums.values_list("age_band").annotate(n=Sum("quantity")))
    return {**found, "all": sum(found.values())}


def counts_on(library: Organisation, day: date, site: Site | None = None) -> QuerySet[VisitCount]:
    """The rows that people counted on the day, newest first; at one site or all."""
    begin = midnight(day)
    rows = VisitCount.objects.filter(library=library, at__gte=begin, at__lt=begin + timedelta(days=1))
    if site is not None:
        rows = rows.filter(site=site)
    return rows.select_related("site", "actor").order_by("-at", "-id")
