"""Appending to the ledger: one event, and the day's sum, in the caller's transaction.

What happened on a day that is closed counts on the first open one, and keeps its own time. Closings are looked up only
for days that are over: no check-out of today pays for them.
"""

import contextlib
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.common import prepared, stretches
from lienthu.common.transactions import joined
from lienthu.ledger.errors import LedgerRefused
from lienthu.ledger.models import FACTS, AgeBand, Channel, Event, Kind
from lienthu.ledger.queries.closings import open_days
from lienthu.ledger.services import adding
from lienthu.ledger.services.locks import hold_closings

# The last minutes of a day look closings up as well: whoever closes it after midnight does not miss what was
# under way.
UNDER_WAY = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Activity:
    """What happened, before it is an event. Organisations and sites are their primary keys, 0 for none.

    `thing` is the row that shows it (a loan, a visit count). `booked_on` is given only where it counts on another day
    than its own (totals of several days); a closed day is left for the first open one by itself.
    """

    kind: Kind
    at: datetime
    owner: int = 0
    host: int = 0
    site: int = 0
    trip: int = 0
    age_band: AgeBand = AgeBand.NOT_SAID
    material: str = ""
    channel: Channel = Channel.PHYSICAL
    quantity: int = 1
    thing: Model | None = None
    booked_on: date | None = None


_trip: ContextVar[int] = ContextVar("trip of the mobile library", default=0)


@contextlib.contextmanager
def on_trip(trip: int) -> Iterator[None]:
    """What is booked in the block, and names no trip itself, was on this one (key of a mobile.Trip; 0: on none).

    A trip is where people work, not what they do: loans, visits and cards need not know of it.
    """
    token = _trip.set(trip)
    try:
        yield
    finally:
        _trip.reset(token)


@joined
def append(activity: Activity, *, actor: AbstractBaseUser | None) -> Event:
    """Book one activity. Raises LedgerRefused unless its quantity is a positive number."""
    return append_all([activity], actor=actor)[0]


@joined
def append_all(activities: Iterable[Activity], *, actor: AbstractBaseUser | None) -> list[Event]:
    """Book many at once, all or none. In a stretch of acts the events have no key before the end of it."""
    now = timezone.now()
    events = [_event(activity, now, actor) for activity in activities]
    stretches.write(events, _store)
    return events


def _store(events: list[Event]) -> None:
    _keep_off_closed_days(events, timezone.now())
    if len(events) == 1:
        prepared.insert(events[0])
    else:
        Event.objects.bulk_create(events, batch_size=500)
    adding.add_up(events)


@transaction.atomic
def correct(
    event: Event, *, quantity: int, reason: str, actor: AbstractBaseUser | None, at: datetime, booked_on: date | None
) -> Event:
    """Take `quantity` of an event away again by a counter-event with its facts.

    It counts on the event's day (or on `booked_on`), on the first open one when that is closed. Raises LedgerRefused
    when more would be taken away than is left of the event.
    """
    counter = counter_to(event, quantity=quantity, reason=reason, actor=actor, at=at, booked_on=booked_on)
    store_counters([counter])
    return counter


def counter_to(
    event: Event, *, quantity: int, reason: str, actor: AbstractBaseUser | None, at: datetime, booked_on: date | None
) -> Event:
    """What takes `quantity` of the event away, which is under lock from now on. Not stored yet."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    left = event.quantity + sum(event.corrections.values_list("quantity", flat=True))
    if event.corrects_id is not None or not 0 < quantity <= left:
        raise LedgerRefused(
            "nothing_left",
            _("%(left)d of this entry are left to correct; %(quantity)d cannot be taken away.")
            % {"left": max(left, 0), "quantity": quantity},
        )
    return Event(
        **{name: getattr(event, name) for name in FACTS if name != "booked_on"},
        booked_on=booked_on or event.booked_on,
        combination_id=adding.number_of(event),
        own_day=event.own_day,
        at=at,
        recorded_at=timezone.now(),
        quantity=-quantity,
        thing=event.thing,
        thing_id=event.thing_id,
        actor_id=actor.pk if actor else None,
        corrects=event,
        reason=reason,
    )


def store_counters(counters: list[Event]) -> None:
    _keep_off_closed_days(counters, timezone.now())
    for counter in counters:
        prepared.insert(counter)
    adding.add_up(counters)


def _event(activity: Activity, now: datetime, actor: AbstractBaseUser | None) -> Event:
    if activity.quantity < 1:
        raise LedgerRefused(
            "no_quantity",
            _("An entry of the ledger counts at least 1; it was given %(quantity)d.") % {"quantity": activity.quantity},
        )
    thing = activity.thing
    event = prepared.new(
        Event,
        kind=activity.kind,
        booked_on=activity.booked_on or timezone.localdate(activity.at),
        owner=activity.owner,
        host=activity.host,
        site=activity.site,
        trip=activity.trip or _trip.get(),
        age_band=activity.age_band,
        material=activity.material,
        channel=activity.channel,
        at=activity.at,
        recorded_at=now,
        quantity=activity.quantity,
        thing=thing._meta.label_lower if thing is not None else "",
        thing_id=thing.pk if thing is not None else None,
        actor_id=actor.pk if actor else None,
    )
    event.combination_id = adding.number_of(event)
    return event


def _keep_off_closed_days(events: list[Event], now: datetime) -> None:
    """Move what is of a closed day to the first open one. No query unless a day is over."""
    soon_over = timezone.localdate(now + UNDER_WAY)
    old = [event for event in events if event.booked_on < soon_over]
    if not old:
        return
    hold_closings()
    opened = open_days({event.reporter for event in old})
    for event in old:
        open_day = opened.get(event.reporter, event.booked_on)
        if event.booked_on < open_day:
            event.own_day = event.own_day or event.booked_on
            event.booked_on = open_day
