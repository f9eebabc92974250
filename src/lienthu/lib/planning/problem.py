"""What a plan is made from. Boxes, sites and rounds are named by their position in the problem's tuples."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

DEPOT = 0  # row and column of the depot in the matrix of minutes; site i has i + 1


@dataclass(frozen=True, slots=True)
class Round:
    """One stay of boxes at sites, both days included."""

    starts: datetime.date
    ends: datetime.date


@dataclass(frozen=True, slots=True)
class Box:
    """A set of books that travels as a whole. `size` in copies; `most_copies`: of the title it holds most of."""

    name: str
    titles: frozenset[int]
    size: int
    audiences: frozenset[str] = frozenset()  # none: for everybody
    subjects: frozenset[str] = frozenset()
    most_copies: int = 1
    at: int | None = None  # the site where it stands before the first round; None: at the depot
    free_from: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A place where boxes stay. `capacity` in copies, `slots` in boxes at once, `readers` weighs its fair share."""

    name: str
    capacity: int
    slots: int = 1
    audiences: frozenset[str] = frozenset()
    wished_titles: frozenset[int] = frozenset()
    wished_subjects: frozenset[str] = frozenset()
    readers: int = 1
    served: int = 0  # boxes it had lately, which count towards its fair share
    least: int = 0  # boxes that it was promised within these rounds
    closed: frozenset[int] = frozenset()  # rounds in which it takes nothing
    had: Mapping[int, datetime.date] = field(default_factory=dict)  # title → last day that it was there


@dataclass(frozen=True, slots=True)
class Rules:
    """What law and library ask; None: not asked."""

    repeat_months: int = 24
    months_at_site: int | None = 6
    copies_of_title: int | None = None
    boxes_a_round: int | None = None  # what staff and vehicles can deliver in one exchange


@dataclass(frozen=True, slots=True)
class Weights:
    """Points. A placement that suits perfectly is worth 100 × `match`; `fairness` is what the square of a box too
    many or too few costs; `driving` is for a minute."""

    match: float = 1.0
    fairness: float = 20.0
    driving: float = 0.1
    promise: float = 1000.0  # a promised box that does not come
    repeat: float = 100.0  # a title brought again too early, only where that is proven unavoidable


class Placement(NamedTuple):
    """This box stands at this site in this round."""

    box: int
    site: int
    round: int


class Forbidden(NamedTuple):
    """Not this box at this site in this round; None means any."""

    box: int | None = None
    site: int | None = None
    round: int | None = None

    def covers(self, placement: Placement) -> bool:
        return all(own is None or own == other for own, other in zip(self, placement, strict=True))


Plan = frozenset[Placement]


@dataclass(frozen=True, slots=True)
class Problem:
    """`minutes` is the matrix of travel times, the depot first. `repeats_at`: sites where a repeat is allowed at a
    price."""

    boxes: tuple[Box, ...]
    sites: tuple[Site, ...]
    rounds: tuple[Round, ...]
    minutes: tuple[tuple[int, ...], ...]
    rules: Rules = Rules()
    weights: Weights = Weights()
    pins: frozenset[Placement] = frozenset()
    forbidden: frozenset[Forbidden] = frozenset()
    repeats_at: frozenset[int] = frozenset()
    stops_a_tour: int = 8

    def __post_init__(self) -> None:
        size = len(self.sites) + 1
        if len(self.minutes) != size or any(len(row) != size for row in self.minutes):
            raise ValueError(f"the matrix of minutes must be {size} × {size}: the depot, then the sites")
        if any(later.starts <= earlier.ends for earlier, later in zip(self.rounds, self.rounds[1:], strict=False)):
            raise ValueError("rounds must follow one another without touching")
        for pin in self.pins:
            if not (
                0 <= pin.box < len(self.boxes) and 0 <= pin.site < len(self.sites) and 0 <= pin.round < len(self.rounds)
            ):
                raise ValueError(f"{pin} names what is not there")


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month so many months on; the last day of the month where there is no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))
