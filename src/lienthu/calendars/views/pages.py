"""The calendar of a place by month and by year: open or closed, from when to when, why, and the lunar date."""

from datetime import date, timedelta
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lienthu.accounts.permissions import at_work
from lienthu.calendars import hooks, shown, words
from lienthu.calendars.models import SpecialDay, Timetable
from lienthu.calendars.queries import Opening, opening
from lienthu.calendars.queries.written import line_of
from lienthu.calendars.rules import Day
from lienthu.calendars.views.shared import READ, Place, language, month_asked, place_of
from lienthu.federation import queries as federation
from lienthu.lib import lunar

ONE_DAY = timedelta(days=1)
AHEAD = 60  # days in which closings are announced


class Cell(NamedTuple):
    """A day in the grid of a month; `day` is None for the days of the months beside it."""

    day: Day | None
    lunar: str = ""
    hours: str = ""
    today: bool = False


def _weeks(calendar: Opening, month: date) -> list[list[Cell]]:
    today = timezone.localdate()
    after = (month + timedelta(days=31)).replace(day=1)
    cells = [Cell(None)] * month.weekday()
    for day in calendar.days(month, after - ONE_DAY):
        cells.append(Cell(day, words.lunar_words(day.on), words.hours_words(day.spans), day.on == today))
    cells += [Cell(None)] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _whose(place: Place) -> dict[int, str]:
    """Who wrote down each special day that reaches the place, by its key; "" for the whole hub."""
    line = line_of(place.library.pk, timezone.localdate())
    names = federation.short_names(line, timezone.localdate(), language())
    rows = SpecialDay.objects.filter(organisation__in=line).values_list("pk", "organisation_id", "site__name")
    return {pk: names.place(owner, site or "") for pk, owner, site in rows}


def _lunar_of_month(month: date) -> str:
    """The lunar year that the month lies in: "Bính Ngọ"; both where Tết is in it."""
    try:
        years = {lunar.to_lunar(month.replace(day=day)).year for day in (1, 28)}
    except ValueError:
        return ""
    return " – ".join(lunar.name_of_year(each) for each in sorted(years))


@at_work(READ)
def month(request: HttpRequest) -> HttpResponse:
    """A month of the place, what holds there today, and what comes (`?month=2026-02&site=7`)."""
    place, first, now = place_of(request), month_asked(request), timezone.now()
    calendar = opening(place.library.pk, place.site_id)
    today, whose = timezone.localdate(now), _whose(place)
    after = (first + timedelta(days=31)).replace(day=1)
    timetable = Timetable.objects.filter(pk=calendar.day(today).hours).select_related("organisation", "site").first()
    context = {
        "tab": "month",
        "place": place,
        "first": first,
        "before": (first - ONE_DAY).replace(day=1),
        "after": after,
        "lunar_year": _lunar_of_month(first),
        "weekdays": words.WEEKDAYS.values(),
        "weeks": _weeks(calendar, first),
        "stretches": shown.stretches(calendar, first, after - ONE_DAY, whose),
        "coming": shown.stretches(calendar, today, today + timedelta(days=AHEAD), whose),
        "now": calendar.now(now),
        "week": shown.week(timetable),
        "hours_from": _name_of(timetable),
        "hours_own": timetable is not None and timetable.organisation_id == place.library.pk,
        "advice": hooks.advice(place.library, user=request.user, at=now),
    }
    return render(request, "calendars/month.html", context)


def _name_of(timetable: Timetable | None) -> str:
    if timetable is None:
        return ""
    owner = timetable.organisation_id
    names = federation.short_names([owner], timezone.localdate(), language())
    return names.place(owner, timetable.site.name if timetable.site else "")


@at_work(READ)
def year(request: HttpRequest) -> HttpResponse:
    """The twelve months of a year, small, and its holidays and closings (`?month=2026-01`)."""
    place, asked = place_of(request), month_asked(request)
    calendar = opening(place.library.pk, place.site_id)
    months = [date(asked.year, number, 1) for number in range(1, 13)]
    context = {
        "tab": "year",
        "place": place,
        "first": months[0],
        "before": date(asked.year - 1, 1, 1),
        "after": date(asked.year + 1, 1, 1),
        "lunar_year": lunar.name_of_year(asked.year),
        "weekdays": words.WEEKDAYS.values(),
        "months": [(first, _weeks(calendar, first)) for first in months],
        "stretches": shown.stretches(calendar, months[0], date(asked.year, 12, 31), _whose(place)),
        "open_days": sum(day.is_open for day in calendar.days(months[0], date(asked.year, 12, 31))),
    }
    return render(request, "calendars/year.html", context)
