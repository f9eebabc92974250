"""Which hours hold on a day, out of timetables and special days. Pure: no queries."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from dateutil.rrule import rrulestr

from lienthu.lib import lunar

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ONE_DAY: Final = timedelta(days=1)
# What a rule may say. Until when it holds is said by the dates of its row, so that there is one place for it.
_PARTS: Final = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
_FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_TIME = re.compile(r"(\d{1,2})(?:[:hH.](\d{2})?)?")


class Span(NamedTuple):
    """Open from one time of the day to another."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


@dataclass(frozen=True)
class Hours:
    """A timetable: `rank` says how far above it was written (0: the place itself); days as in `Dated`."""

    key: int
    rank: int
    valid_from: date | None
    valid_to: date | None
    spans: tuple[tuple[str, Span], ...]  # rule, from–to

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Special:
    """A special day: `rank` as above, the hub's own last. `hours` empty: closed."""

    key: int
    rank: int
    reason: str
    repeats: str
    hours: tuple[Span, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    first: tuple[int, int, int] = (0, 0, 0)  # year (0: every year), month, day; a lunar day may be below 0
    last: tuple[int, int, int] = (0, 0, 0)
    rule: str = ""

    def kept_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Day:
    """What holds on a day. `known` is False where nobody wrote down hours: open, but nobody knows from when."""

    on: date
    is_open: bool
    spans: tuple[Span, ...] = ()
    reason: str = ""
    hours: int = 0  # key of the timetable that said so
    special: int = 0  # key of the special day that said so

    @property
    def known(self) -> bool:
        return bool(self.spans) or not self.is_open


def read_hours(text: str) -> tuple[Span, ...]:
    """Hours as people write them, "7:30–11:00, 13h30-17h", in order; ValueError when they cannot be read or overlap."""
    spans: list[Span] = []
    for piece in re.split(r"[,;\s]+(?=\d)", re.sub(r"\s*[-–—]\s*", "-", text.strip())) if text.strip() else []:
        begin, dash, end = piece.strip(" ,;").partition("-")
        if not dash:
            raise ValueError(piece)
        spans.append(Span(read_time(begin), read_time(end)))
    spans.sort()
    if any(span.opens >= span.closes for span in spans):
        raise ValueError(text)
    if any(one.closes > other.opens for one, other in itertools.pairwise(spans)):
        raise ValueError(text)
    return tuple(spans)


def read_time(text: str) -> time:
    """A time as people write it: "7:30", "7h30", "7h", "07.30"; ValueError otherwise."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2] or 0))


def write_hours(spans: Iterable[Span]) -> str:
    """Hours as they are kept: "07:30-11:00 13:30-17:00"."""
    return " ".join(f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in spans)


def tidy_rule(text: str) -> str:
    """A recurrence rule in one form, or ValueError where it is none that calendars keep."""
    parts = dict(part.split("=", 1) for part in text.strip().upper().removeprefix("RRULE:").split(";") if "=" in part)
    if parts.get("FREQ") not in _FREQUENCIES or not parts.keys() <= _PARTS:
        raise ValueError(text)
    tidy = ";".join(f"{name}={parts[name]}" for name in ("FREQ", *sorted(parts.keys() - {"FREQ"})))
    rrulestr(tidy, dtstart=datetime(2001, 1, 1))  # noqa: DTZ001 a day, whatever the clock
    return tidy


def needs_a_first_day(rule: str) -> bool:
    """Whether the rule counts on from a first day: every second week is one of two kinds of weeks."""
    return "INTERVAL=" in rule and "INTERVAL=1" not in rule.split(";")


@lru_cache(maxsize=4096)
def days_of_rule(rule: str, anchor: date | None, first: date, last: date) -> frozenset[date]:
    """The days of the rule from `first` to `last`. `anchor` is where a rule that skips weeks or months counts from."""
    counts_on = needs_a_first_day(rule) and anchor is not None
    start = anchor if counts_on and anchor is not None else _start_of_period(rule, first)
    found = rrulestr(rule, dtstart=_moment(start)).between(_moment(first), _moment(last), inc=True)
    return frozenset(each.date() for each in found)


def _start_of_period(rule: str, first: date) -> date:
    return first.replace(month=1, day=1) if "FREQ=YEARLY" in rule else first.replace(day=1)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 a day, whatever the clock


def hours_on(timetables: Iterable[Hours], day: date) -> Hours | None:
    """The timetable that counts on the day: the nearest place's, of those the one that began last."""
    fitting = [each for each in timetables if each.holds_on(day)]
    return min(fitting, key=lambda each: (each.rank, latest(each.valid_from), -each.key), default=None)


def latest(day: date | None) -> int:
    """A key that puts the latest beginning first, and what has none last."""
    return -day.toordinal() if day else 0


# Of one place's special days on the same day the most particular one counts.
_ORDER: Final = {"once": 0, "lunar": 1, "solar": 1, "rule": 2}


def foremost(specials: Iterable[Special]) -> Special | None:
    """Of those that fall on one day the one that counts: the nearest place's, the most particular, the last written."""
    return min(specials, key=lambda each: (each.rank, _ORDER[each.repeats], -each.key), default=None)


def month_of(timetables: Sequence[Hours], specials: Sequence[Special], first: date) -> dict[date, Day]:
    """Every day of the month that begins on `first`."""
    last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
    kept: dict[date, list[Special]] = {}
    for special in specials:
        for day in days_of_special(special, first, last):
            kept.setdefault(day, []).append(special)
    days = (first + timedelta(days=number) for number in range(last.day))
    return {day: _day(day, hours_on(timetables, day), foremost(kept.get(day, ()))) for day in days}


def _day(day: date, hours: Hours | None, special: Special | None) -> Day:
    key = hours.key if hours else 0
    if special is not None:
        return Day(day, bool(special.hours), special.hours, special.reason, key, special.key)
    if hours is None:
        return Day(day, is_open=True)
    month = day.replace(day=1)
    last = (month + timedelta(days=31)).replace(day=1) - ONE_DAY
    spans = sorted(span for rule, span in hours.spans if day in days_of_rule(rule, hours.valid_from, month, last))
    return Day(day, bool(spans), tuple(spans), "", key)


def days_of_special(special: Special, first: date, last: date) -> Iterator[date]:
    """The days of a special day from `first` to `last`, in the years in which it is kept."""
    if special.repeats == "rule":
        found: Iterable[date] = sorted(days_of_rule(special.rule, special.valid_from, first, last))
    else:
        found = _days_between(special, first, last)
    return (day for day in found if special.kept_on(day))


def _days_between(special: Special, first: date, last: date) -> Iterator[date]:
    # A stretch may begin in the year before: Tết from the last days of the twelfth month, New Year from 31 December.
    years = [special.first[0]] if special.repeats == "once" else range(first.year - 1, last.year + 1)
    for year in years:
        stretch = stretch_in(special, year)
        if stretch is None:
            continue
        day, end = max(stretch[0], first), min(stretch[1], last)
        while day <= end:
            yield day
            day += ONE_DAY


def stretch_in(special: Special, year: int) -> tuple[date, date] | None:
    """First and last day of what begins in the year (of its own calendar); None where there is none."""
    if special.repeats == "once":
        return (date(*special.first), date(*special.last)) if special.first[0] == year else None
    first, last = special.first[1:], special.last[1:]
    from_its_end = first[0] == last[0] and min(first[1], last[1]) < 0
    find = _lunar_day if special.repeats == "lunar" else _solar_day
    begin, end = find(year, *first), find(year if last >= first or from_its_end else year + 1, *last)
    return None if begin is None or end is None else (begin, end)


def _solar_day(year: int, month: int, day: int) -> date | None:
    """The day; 29 February only in leap years."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _lunar_day(year: int, month: int, day: int) -> date | None:
    """The day of the (first) month of that number; a 30th in a month of 29 days is its last, -1 always is."""
    if not lunar.FIRST_YEAR <= year <= lunar.LAST_YEAR:
        return None
    found = next(each for each in lunar.months_of(year) if each.number == month and not each.leap)
    of_month = found.days + 1 + day if day < 0 else min(day, found.days)
    return date.fromordinal(found.first + of_month - 1)


def closed_weekdays(rules: Iterable[str]) -> list[str]:
    """The days of the week that no rule of a timetable touches; none where there are no rules, or one without days."""
    named = [dict(part.split("=", 1) for part in rule.split(";")).get("BYDAY", "") for rule in rules]
    if not named or not all(named):
        return []
    touched = {day[-2:] for days in named for day in days.split(",")}
    return [day for day in DAYS if day not in touched]
