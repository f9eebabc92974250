"""Routes, and trips until they leave: planned, with their people and stops, the hosts told, or called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.mobile import rules
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Crew, Duty, Route, RouteStop, Stop, Trip, TripMember, TripStop, Vehicle
from lienthu.mobile.queries import packing, timetable
from lienthu.mobile.services import telling

State = Trip.State


@dataclass(frozen=True)
class Halt:
    """A stop of a trip to be planned, and when the vehicle is to be there."""

    stop: Stop
    begins: time
    ends: time


@transaction.atomic
def keep_route(
    *,
    library: Organisation,
    route: Route | None,
    name: str,
    stops: Sequence[Stop],
    vehicle: Vehicle | None,
    crew: Crew | None,
    actor: User | None,
    at: datetime,
) -> Route:
    """Write down which stops are served in one trip, in this order, or change it. Trips that are planned stay so."""
    if not name.strip():
        raise MobileRefused("no_name", _("Give the route a name."), field="name")
    if not stops:
        raise MobileRefused("no_stops", _("Choose the stops of the route."), field="stops")
    before = {"name": route.name, "stops": _names(route)} if route else None
    row = route or Route(library=library)
    row.name, row.vehicle, row.crew = name.strip(), vehicle, crew
    row.save()
    row.stops.all().delete()
    RouteStop.objects.bulk_create(RouteStop(route=row, stop=stop, turn=turn) for turn, stop in enumerate(stops, 1))
    after = {"name": row.name, "stops": _names(row)}
    audit.record(actor=actor, at=at, action="route.kept", thing=row, before=before, after=after)
    return row


@transaction.atomic
def give_up(*, route: Route, actor: User | None, at: datetime) -> None:
    """No more trips are planned by the route; those that are planned stay."""
    route.given_up_at = at
    route.save(update_fields=("given_up_at",))
    audit.record(actor=actor, at=at, action="route.given_up", thing=route, before={"name": route.name}, after=None)


def _names(route: Route) -> list[str]:
    return [str(each.stop) for each in route.stops.select_related("stop__site")]


@transaction.atomic
def plan(
    *,
    library: Organisation,
    vehicle: Vehicle,
    on: date,
    leaves: time,
    halts: Sequence[Halt],
    route: Route | None = None,
    crew: Crew | None = None,
    actor: User | None,
    at: datetime,
) -> Trip:
    """Plan a trip. Its people are those of the crew, and may be changed until it leaves. Raises MobileRefused."""
    if on < timezone.localdate(at):
        raise MobileRefused("past", _("That day is over. Choose one to come."), field="day")
    if not halts:
        raise MobileRefused("no_stops", _("Choose at least one stop."), field="stops")
    _demand_vehicle(vehicle, on)
    for halt in halts:
        if halt.begins >= halt.ends:
            message = _("%(stop)s: it leaves before it comes. Change the hours.") % {"stop": halt.stop}
            raise MobileRefused("hours", message, field="stops")
    trip = Trip.objects.create(library=library, vehicle=vehicle, route=route, on=on, leaves=leaves)
    ordered = sorted(halts, key=lambda halt: halt.begins)
    TripStop.objects.bulk_create(
        TripStop(trip=trip, stop=halt.stop, turn=turn, begins=halt.begins, ends=halt.ends)
        for turn, halt in enumerate(ordered, 1)
    )
    if crew is not None:
        members = crew.members.all()
        TripMember.objects.bulk_create(
            TripMember(trip=trip, name=each.name, user=each.user, duty=each.duty) for each in members
        )
    after = {"day": on, "vehicle": str(vehicle), "stops": [str(halt.stop) for halt in ordered]}
    audit.record(actor=actor, at=at, action="trip.planned", thing=trip, before=None, after=after)
    return trip


def _demand_vehicle(vehicle: Vehicle, on: date) -> None:
    outside = (vehicle.in_service_from and on < vehicle.in_service_from) or (
        vehicle.in_service_to and on >= vehicle.in_service_to
    )
    if outside:
        raise MobileRefused("no_service", _("The vehicle is not in service on that day."), field="vehicle")
    other = vehicle.trips.filter(on=on).exclude(state=State.CANCELLED).first()
    if other is not None:
        message = _("The vehicle has a trip on that day already: %(trip)s.")
        raise MobileRefused("taken", message % {"trip": other}, field="vehicle")


@transaction.atomic
def plan_ahead(
    *, route: Route, first: date, last: date, actor: User | None, at: datetime
) -> tuple[list[Trip], list[tuple[date, str]]]:
    """A trip of the route for every day on which one of its stops is due, from `first` to `last`, both included.

    Returns those that were planned, and the days on which none could be, each with the reason. Days that have a trip
    of the route already are left as they are. Raises MobileRefused for a route without a vehicle.
    """
    if route.vehicle is None:
        raise MobileRefused("no_vehicle", _("Say first which vehicle drives this route."), field="vehicle")
    stops = [each.stop for each in route.stops.select_related("stop__site", "stop__library")]
    there = set(route.trips.filter(on__range=(first, last)).values_list("on", flat=True))
    days: dict[date, list[timetable.Visit]] = {}
    for visit in timetable.visits(stops, max(first, timezone.localdate(at)), last):
        days.setdefault(visit.on, []).append(visit)
    made, left = [], []
    for day, due in days.items():
        halts = [Halt(each.stop, each.begins, each.ends) for each in due if not each.fails and not each.is_planned]
        if day in there or not any(not each.is_planned for each in due):
            continue
        if not halts:
            left.append((day, due[0].fails))
            continue
        leaves = _earlier(min(halt.begins for halt in halts), timedelta(hours=1))
        try:
            with transaction.atomic():
                made.append(
                    plan(
                        library=route.library, vehicle=route.vehicle, on=day, leaves=leaves, halts=halts,
                        route=route, crew=route.crew, actor=actor, at=at,
                    )
                )  # fmt: skip
        except MobileRefused as refusal:
            left.append((day, str(refusal)))
    return made, left


def _earlier(clock: time, by: timedelta) -> time:
    """The time of day before it, at the earliest midnight."""
    minutes = max(0, clock.hour * 60 + clock.minute - int(by.total_seconds()) // 60)
    return time(minutes // 60, minutes % 60)


def held(trip: Trip, *states: Trip.State) -> Trip:
    """The trip under lock, if it is in one of these states; raises MobileRefused otherwise."""
    row = Trip.objects.select_for_update(of=("self",)).select_related("library", "vehicle__site").get(pk=trip.pk)
    if row.state not in states:
        message = _("This cannot be done to a trip that is: %(state)s.")
        raise MobileRefused("wrong_state", message % {"state": row.get_state_display()})
    return row


@transaction.atomic
def join(*, trip: Trip, name: str, duty: str, user: User | None = None, actor: User | None, at: datetime) -> TripMember:
    """Somebody more goes along."""
    row = held(trip, State.PLANNED, State.UNDER_WAY)
    name = name.strip() or (user.get_full_name() if user else "")
    if not name:
        raise MobileRefused("no_name", _("Write the name of the person."), field="name")
    member = TripMember.objects.create(trip=row, name=name, duty=Duty(duty), user=user)
    after = {"person": name, "duty": duty}
    audit.record(actor=actor, at=at, action="trip.joined", thing=row, before=None, after=after)
    return member


@transaction.atomic
def stay(*, member: TripMember, actor: User | None, at: datetime) -> None:
    """Somebody does not go along after all."""
    row = held(member.trip, State.PLANNED, State.UNDER_WAY)
    before = {"person": member.name, "duty": member.duty}
    audit.record(actor=actor, at=at, action="trip.stayed", thing=row, before=before, after=None)
    member.delete()


@transaction.atomic
def told(*, trip_stop: TripStop, how: str, actor: User | None, at: datetime) -> None:
    """The host of the stop was told of the day and the hours: by whom and how."""
    row = held(trip_stop.trip, State.PLANNED)
    trip_stop.told_at, trip_stop.told_how = at, how.strip()[:120] or _("by telephone")
    trip_stop.save(update_fields=("told_at", "told_how"))
    after = {"stop": str(trip_stop), "how": trip_stop.told_how}
    audit.record(actor=actor, at=at, action="trip.told", thing=row, before=None, after=after)


@transaction.atomic
def call_off(*, trip: Trip, reason: str, actor: User | None, at: datetime) -> Trip:
    """The trip does not take place; readers read why in the timetable, and who waits for a book at a stop is told.

    What was packed goes back to the shelf.
    """
    if not reason.strip():
        raise MobileRefused("no_reason", _("Write why it does not take place: readers will read it."), field="reason")
    row = held(trip, State.PLANNED)
    waiting = packing.list_of(row)
    row.state, row.reason = State.CANCELLED, reason.strip()[:200]
    row.save(update_fields=("state", "reason"))
    telling.not_served(lines=waiting, reason=row.reason, actor=actor, at=at)
    row.packed.all().delete()
    before = {"state": State.PLANNED}
    after = {"state": State.CANCELLED}
    audit.record(actor=actor, at=at, action="trip.called_off", thing=row, before=before, after=after, reason=row.reason)
    return row


def until(first: date, weeks: int) -> date:
    """The last day of so many weeks from `first` on."""
    return first + (7 * weeks - 1) * rules.ONE_DAY
