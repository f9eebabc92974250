"""Hours and special days as pages show them, for staff and for readers."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import pgettext

from lienthu.calendars import rules, words
from lienthu.calendars.models import Timetable
from lienthu.calendars.queries import Opening

ONE_DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """Special days one after the other that have one reason."""

    first: date
    last: date
    is_open: bool
    hours: str
    reason: str
    where: str  # who wrote it down; "" for the whole hub


def stretches(calendar: Opening, first: date, last: date, whose: Mapping[int, str]) -> list[Stretch]:
    """The special days from one day to another, both included. `whose` has names by the key of the special day."""
    found: list[Stretch] = []
    before = 0
    for day in calendar.days(first, last):
        if day.special and day.special == before:
            found[-1] = found[-1]._replace(last=day.on)
        elif day.special:
            hours = words.hours_words(day.spans)
            found.append(Stretch(day.on, day.on, day.is_open, hours, day.reason, whose.get(day.special, "")))
        before = day.special
    return found


def week(timetable: Timetable | None) -> list[tuple[str, str]]:
    """The spans of a timetable in words: on which days, from when to when; last the days that are always closed."""
    rows: dict[str, list[str]] = {}
    spans = list(timetable.spans.all()) if timetable else []
    for span in spans:
        rows.setdefault(words.rule_words(span.rule), []).append(f"{span.opens:%H:%M}–{span.closes:%H:%M}")
    told = [(days, ", ".join(hours)) for days, hours in rows.items()]
    if closed := rules.closed_weekdays([span.rule for span in spans]):
        told.append((words.weekday_words(closed), pgettext("calendar", "closed")))
    return told
