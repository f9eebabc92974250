"""Decisions about visits and computers: which term holds, how long a session may be, whose turn it is. No queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from math import ceil
from typing import Final, NamedTuple

from django.utils import timezone

from lienthu.visits.models import Allotment, Computer, Ticket, VisitRule

# What holds where no organisation says anything.
BUILT_IN: Final[Mapping[str, int | time | str | None]] = {
    "card_hours": 4,
    "session_minutes": 60,
    "extension_minutes": 15,
    "keep_minutes": 10,
    "computers_until": None,
    "start_page": "",
    "children_hint": "",
}
MINUTES_A_DAY: Final = 120
TRIES: Final = 5  # wrong cards, PINs or tickets before a kiosk takes no more for a while
REST: Final = timedelta(minutes=5)
SHORTEST: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Terms:
    """What holds at a library. `origin` says which organisation (id) each value comes from; 0: built in."""

    card_hours: int
    session_minutes: int
    extension_minutes: int
    keep_minutes: int
    computers_until: time | None
    start_page: str
    children_hint: str
    origin: Mapping[str, int] = field(default_factory=dict)


def resolve(rows: Iterable[VisitRule], line: Sequence[int]) -> Terms:
    """Each value from the nearest organisation that fills it; `line` has the library first, then what is above it."""
    near = sorted((row for row in rows if row.organisation_id in line), key=lambda row: line.index(row.organisation_id))
    values, origin = dict(BUILT_IN), dict.fromkeys(BUILT_IN, 0)
    for name in BUILT_IN:
        for row in near:
            if (value := getattr(row, name)) not in (None, ""):
                values[name], origin[name] = value, row.organisation_id
                break
    return Terms(**values, origin=origin)  # type: ignore[arg-type]


def allotted(rows: Iterable[Allotment], line: Sequence[int], *, age_band: str, category: str) -> int:
    """Minutes a day: the nearest organisation's row; of its rows the one that names the category, then the band."""
    fitting = [
        row
        for row in rows
        if row.organisation_id in line and row.age_band in ("", age_band) and row.category in ("", category)
    ]
    if not fitting:
        return MINUTES_A_DAY
    order = {row: (line.index(row.organisation_id), row.category == "", row.age_band == "") for row in fitting}
    return min(fitting, key=order.__getitem__).minutes


def minutes_between(start: datetime, end: datetime) -> int:
    """Minutes used; one that was begun counts."""
    return max(ceil((end - start).total_seconds() / 60), 0)


def closing(at: datetime, until: time | None) -> datetime | None:
    """When the computers are switched off on the day of `at`."""
    if until is None:
        return None
    return timezone.make_aware(datetime.combine(timezone.localdate(at), until))


class Limit(NamedTuple):
    """When a session must end, and why: "wanted", "allotment", "closing" or "reserved"."""

    ends_at: datetime
    why: str


def limit(ends: Mapping[str, datetime | None]) -> Limit:
    """The earliest of the ends that there are."""
    known = [Limit(end, why) for why, end in ends.items() if end is not None]
    return min(known, key=lambda each: each.ends_at)


def line_up(tickets: Iterable[Ticket], at: datetime, keep: timedelta) -> list[Ticket]:
    """Those whose turn is now or as soon as a computer is free, the first in front.

    A reservation comes up at its time, before the queue, and falls to nobody once it was not used while it was kept.
    """
    now = [each for each in tickets if each.from_at is None or each.from_at <= at < each.from_at + keep]
    return sorted(now, key=lambda each: (each.from_at is None, each.from_at or each.asked_at, each.pk))


def kept_for(tickets: Iterable[Ticket], computer: Computer, at: datetime, keep: timedelta) -> Ticket | None:
    """The reservation that the computer is kept free for now."""
    mine = (each for each in tickets if each.computer_id == computer.pk and each.from_at)
    return next((each for each in mine if each.from_at and each.from_at <= at < each.from_at + keep), None)


def next_reservation(tickets: Iterable[Ticket], computer: Computer, at: datetime) -> datetime | None:
    """When the computer is wanted next, after `at`."""
    times = [each.from_at for each in tickets if each.computer_id == computer.pk and each.from_at and each.from_at > at]
    return min(times, default=None)


def before(tickets: Sequence[Ticket], mine: Ticket | None) -> int:
    """How many people of the queue come before the ticket, or before somebody without one."""
    queue = [each for each in tickets if each.from_at is None]
    return queue.index(mine) if mine in queue else len(queue)


class Passages(NamedTuple):
    """What a gate counted in an hour; `by_hand`: the visits, as somebody corrected them."""

    count_in: int
    count_out: int | None
    by_hand: int | None = None


def visits_of(hours: Sequence[Passages], *, both_ways: bool) -> list[int]:
    """The visits of each hour of one day, the hours in order.

    A gate that counts both ways has two passages a visit. They are halved over the day, not hour by hour: rounding each
    hour would lose or invent up to a dozen visitors a day.
    """
    found, passages = [], 0
    for hour in hours:
        halves = passages // 2
        passages += hour.count_in + (hour.count_out or 0)
        counted = passages // 2 - halves if both_ways else hour.count_in
        found.append(counted if hour.by_hand is None else hour.by_hand)
    return found
