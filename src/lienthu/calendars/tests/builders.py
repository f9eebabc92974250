"""Places, hours and closings with what a test does not care for filled in."""

import datetime
from datetime import date, time
from typing import Any

from conftest import NOW

from lienthu.calendars.models import SpecialDay, Timetable
from lienthu.calendars.rules import Span
from lienthu.calendars.services import special_days, timetables
from lienthu.calendars.services.special_days import Given
from lienthu.federation.models import Organisation, Site
from lienthu.federation.services.organisations import add_organisation
from lienthu.federation.services.sites import add_site

BY: dict[str, Any] = {"actor": None, "at": NOW}
WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
MORNING, AFTERNOON = Span(time(7, 30), time(11, 30)), Span(time(13, 30), time(17))


def library(code: str, above: Organisation | None = None) -> Organisation:
    return add_organisation(code=code, name=f"Thư viện {code}", parent=above, **BY)


def site(of: Organisation, name: str = "Phòng đọc phường 1") -> Site:
    return add_site(organisation=of, name=name, **BY)


def hours(of: Organisation, *spans: tuple[str, Span], at: Site | None = None, **more: Any) -> Timetable:
    """Workdays, morning and afternoon, where nothing else is said."""
    given = spans or ((WORKDAYS, MORNING), (WORKDAYS, AFTERNOON))
    return timetables.write_timetable(organisation=of, site=at, spans=given, **more, **BY)


def special(of: Organisation | None, on: date | None = None, at: Site | None = None, **facts: Any) -> SpecialDay:
    facts = {"reason": "Kiểm kê", "first_on": on, **facts}
    return special_days.write_special_day(organisation=of, site=at, given=Given(**facts), **BY)


def at(day: date, hour: int, minute: int = 0) -> datetime.datetime:
    """A moment in Viet Nam."""
    zone = datetime.timezone(datetime.timedelta(hours=7))
    return datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
