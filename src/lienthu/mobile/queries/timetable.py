"""When the mobile library comes where: by rules, seasons, exceptions, the calendar, and the trips that are planned."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.calendars.queries import opening
from lienthu.calendars.queries.hours import Opening
from lienthu.common.dated import on_day, overlapping
from lienthu.federation.models import AdminUnit
from lienthu.mobile import rules
from lienthu.mobile.models import Service, ServiceException, Stop, Trip, TripStop

AHEAD: Final = 180  # days that the public timetable and the feed look ahead


@dataclass(frozen=True)
class Visit:
    """The vehicle at a stop on a day. `trip` is the planned one, if it is; `fails` why it does not come."""

    stop: Stop
    on: date
    begins: time
    ends: time
    fails: str = ""
    trip: Trip | None = None
    is_planned: bool = False

    @property
    def starts_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.on, self.begins))

    @property
    def ends_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.on, self.ends))


def stops_of(libraries: Collection[int] | None, day: date) -> QuerySet[Stop]:
    """The stops that are served on the day, of these libraries or of all."""
    stops = Stop.objects.filter(on_day(day, start="site__opened_on", end="site__closed_on"))
    stops = stops.select_related("site", "library", "host")
    return stops if libraries is None else stops.filter(library__in=libraries)


def visits(stops: Iterable[Stop], first: date, last: date) -> list[Visit]:
    """What is to come at these stops from `first` to `last`, in order. A planned trip outweighs the rule of its day.

    A number of queries that grows with the libraries, not with their stops.
    """
    by_key = {stop.pk: stop for stop in stops}
    calendars = {library: opening(library) for library in {stop.library_id for stop in by_key.values()}}
    found: dict[tuple[int, date], list[Visit]] = {}
    for each in _recurring(by_key, first, last):
        stop = by_key[each.stop]
        for coming in rules.comings(each, first, last, partial(closed, calendars[stop.library_id])):
            visit = Visit(stop, coming.on, coming.begins, coming.ends, coming.fails)
            found.setdefault((coming.stop, coming.on), []).append(visit)
    planned: dict[tuple[int, date], list[Visit]] = {}
    for row in _planned(by_key, first, last):
        fails = row.passed_by
        if row.trip.state == Trip.State.CANCELLED:
            fails = row.trip.reason or _("the trip is called off")
        visit = Visit(by_key[row.stop_id], row.trip.on, row.begins, row.ends, fails, row.trip, is_planned=not fails)
        planned.setdefault((row.stop_id, row.trip.on), []).append(visit)
    for key, trips in planned.items():
        found[key] = [visit for visit in trips if visit.is_planned] or trips[-1:]
    every = [visit for those in found.values() for visit in those]
    return sorted(every, key=lambda visit: (visit.on, visit.begins, visit.stop.pk))


def _recurring(stops: Collection[int], first: date, last: date) -> list[rules.Recurring]:
    services = Service.objects.filter(overlapping(first, last + rules.ONE_DAY), stop__in=stops).select_related("season")
    said: dict[int, dict[date, rules.Excepted]] = {}
    for row in ServiceException.objects.filter(service__in=services, on__range=(first, last)):
        said.setdefault(row.service_id, {})[row.on] = rules.Excepted(row.comes, row.begins, row.ends, row.reason)
    return [recurring(service, said.get(service.pk, {})) for service in services]


def recurring(service: Service, excepted: dict[date, rules.Excepted]) -> rules.Recurring:
    """The row as rules see it."""
    season = service.season
    part = None
    if season is not None:
        part = rules.YearPart((season.first_month, season.first_day), (season.last_month, season.last_day))
    return rules.Recurring(
        service.stop_id, service.rule, service.anchor, service.begins, service.ends, part,
        service.valid_from, service.valid_to, excepted,
    )  # fmt: skip


def _planned(stops: Collection[int], first: date, last: date) -> QuerySet[TripStop]:
    rows = TripStop.objects.filter(stop__in=stops, trip__on__range=(first, last))
    return rows.select_related("trip__route", "trip__vehicle").order_by("trip__on", "begins", "pk")


def closed(calendar: Opening, day: date) -> str:
    """Why nobody serves on the day by the library's calendar, "" when they do. Only special days count.

    That a house is shut on Sundays does not keep its vehicle in.
    """
    found = calendar.day(day)
    if found.is_open or not found.special:
        return ""
    return found.reason or _("closed")


def next_visits(stops: Iterable[Stop], now: datetime) -> dict[int, Visit]:
    """The next one that takes place at each stop, not yet over."""
    today = timezone.localdate(now)
    found: dict[int, Visit] = {}
    for visit in visits(stops, today, today + AHEAD * rules.ONE_DAY):
        if not visit.fails and visit.ends_at > now:
            found.setdefault(visit.stop.pk, visit)
    return found


def units_above(codes: Collection[str], day: date) -> dict[str, str]:
    """The number of the province of each commune, by the communes' numbers. One query."""
    units = AdminUnit.objects.filter(on_day(day), code__in=codes)
    return dict(units.values_list("code", "parent_code"))
