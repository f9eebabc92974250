"""Opening hours of the demonstration: the provinces' weeks, which districts and communes inherit, and a storm."""

from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction

from lienthu.calendars.models import Timetable
from lienthu.calendars.rules import Span
from lienthu.calendars.services.special_days import Given, write_special_day
from lienthu.calendars.services.timetables import write_timetable
from lienthu.demo.network import Member
from lienthu.federation.models import Organisation

WORKDAYS, SATURDAY = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY;BYDAY=SA"
MORNING, AFTERNOON, EVENING = Span(time(7), time(11)), Span(time(13), time(17)), Span(time(18), time(20, 30))
WEEK = ((WORKDAYS, MORNING), (WORKDAYS, AFTERNOON), (SATURDAY, MORNING))
LONG_WEEK = (*WEEK, (SATURDAY, AFTERNOON), (WORKDAYS, EVENING))
CLEANING = Given(reason="Vệ sinh kho, họp cơ quan", repeats="rule", rule="FREQ=MONTHLY;BYDAY=1MO", hours="13:00-17:00")


@transaction.atomic
def build(*, libraries: Sequence[Member], at: datetime) -> None:
    """Hours for each member; its first one closes on the first Monday morning of a month."""
    for number, member in enumerate(libraries):
        if not Timetable.objects.filter(organisation=member.library).exists():
            _write(member.library, at, long=number % 3 == 0, cleans=number == 0)


def _write(library: Organisation, at: datetime, *, long: bool, cleans: bool) -> None:
    spans = LONG_WEEK if long else WEEK
    write_timetable(organisation=library, site=None, spans=spans, actor=None, at=at)
    if cleans:
        write_special_day(organisation=library, site=None, given=CLEANING, actor=None, at=at)
