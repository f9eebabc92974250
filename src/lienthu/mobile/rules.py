"""When the mobile library comes, and whether enough people go with it. Pure: no queries."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.calendars.rules import days_of_rule
from lienthu.mobile.models import Drop, Duty
from lienthu.rotation.models import Placement

ONE_DAY: Final = timedelta(days=1)
# What a trip can do for a set in rotation, by the state of its placement; for any other state, nothing.
VERBS: Final[Mapping[str, Drop.Verb]] = {
    Placement.State.PLANNED: Drop.Verb.BRING,
    Placement.State.IN_PLACE: Drop.Verb.FETCH,
    Placement.State.RECALLED: Drop.Verb.FETCH,
    Placement.State.COUNTED: Drop.Verb.FETCH,
}
LONGEST_AHEAD: Final = 400  # days of a timetable that are worked out at once


@dataclass(frozen=True)
class YearPart:
    """A season: month and day of its first and last day; the last may lie before the first, over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True)
class Excepted:
    """What holds on one day instead of the rule."""

    comes: bool
    begins: time | None = None
    ends: time | None = None
    reason: str = ""


@dataclass(frozen=True)
class Recurring:
    """How the vehicle comes to one stop. `valid_to`: the first day no longer."""

    stop: int
    rule: str
    anchor: date
    begins: time
    ends: time
    season: YearPart | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    excepted: Mapping[date, Excepted] = field(default_factory=dict)


@dataclass(frozen=True)
class Coming:
    """A day on which it comes to a stop, or was to: then `fails` says why it does not."""

    stop: int
    on: date
    begins: time
    ends: time
    fails: str = ""


def comings(each: Recurring, first: date, last: date, closed: Callable[[date], str]) -> list[Coming]:
    """From `first` to `last`, both included. `closed(day)` is the calendar's reason why nobody serves, "" if they do.

    An exception that says it comes outweighs season and calendar: somebody wrote it for that very day.
    """
    last = min(last, first + LONGEST_AHEAD * ONE_DAY)
    days = {
        day for day in days_of_rule(each.rule, each.anchor, first, last) if day >= each.anchor and _valid(each, day)
    }
    days = {day for day in days if each.season is None or each.season.holds(day)}
    days |= {day for day, said in each.excepted.items() if said.comes and first <= day <= last}
    found = []
    for day in sorted(days):
        said = each.excepted.get(day)
        fails = closed(day)
        if said is not None:
            fails = "" if said.comes else said.reason or _("it does not come on this day")
        begins, ends = (said.begins, said.ends) if said else (None, None)
        found.append(Coming(each.stop, day, begins or each.begins, ends or each.ends, fails))
    return found


def _valid(each: Recurring, day: date) -> bool:
    return (each.valid_from is None or day >= each.valid_from) and (each.valid_to is None or day < each.valid_to)


def weekly(days: Iterable[str], every: int) -> str:
    """The rule of weekdays ("TU", "TH"), each so many weeks: weekly(["TU"], 2) = "FREQ=WEEKLY;BYDAY=TU;INTERVAL=2"."""
    rule = f"FREQ=WEEKLY;BYDAY={','.join(days)}"
    return rule if every == 1 else f"{rule};INTERVAL={every}"


def monthly(which: int, day: str) -> str:
    """The rule of the first (1) to fourth or last (-1) such weekday of a month."""
    return f"FREQ=MONTHLY;BYDAY={which}{day}"


@dataclass(frozen=True)
class Needed:
    """What a rule asks of a crew, and where that stands."""

    people: int
    operators: int
    librarians: int
    said: str


# Where nobody has laid anything down. Read in the circular; its article is not confirmed, nor what TT 05/2022 changed.
BUILT_IN: Final = Needed(3, 1, 2, "Thông tư 33/2018/TT-BVHTTDL")


def crew_problems(duties: Collection[str], needed: Needed) -> list[str]:
    """What a crew lacks by the rule, in sentences that name rule and article; none when it is enough."""
    have = Counter(duties)
    found = []
    asked: Sequence[tuple[int, int, str]] = (
        (
            needed.people,
            len(duties),
            ngettext(
                "%(n)d person must go; there are %(have)d.", "%(n)d people must go; there are %(have)d.", needed.people
            ),
        ),
        (
            needed.operators,
            have[Duty.OPERATOR],
            ngettext(
                "%(n)d operator of the vehicle must be among them; there are %(have)d.",
                "%(n)d operators of the vehicle must be among them; there are %(have)d.",
                needed.operators,
            ),
        ),
        (
            needed.librarians,
            have[Duty.LIBRARIAN],
            ngettext(
                "%(n)d librarian must be among them; there are %(have)d.",
                "%(n)d librarians must be among them; there are %(have)d.",
                needed.librarians,
            ),
        ),
    )
    for least, there, sentence in asked:
        if there < least:
            found.append(f"{sentence % {'n': least, 'have': there}} ({needed.said})")
    return found
