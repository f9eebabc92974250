"""Writing down days that are not as the week has them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lienthu.accounts.models import User
from lienthu.calendars import rules
from lienthu.calendars.errors import CalendarRefused
from lienthu.calendars.models import SpecialDay
from lienthu.calendars.services.stamps import redraw
from lienthu.calendars.words import when_words
from lienthu.common import audit
from lienthu.federation.models import Organisation, Site

Repeats = SpecialDay.Repeats
LONGEST = 2 * 366  # days of one closing; what is longer is a closure of the site


@dataclass(frozen=True, kw_only=True)
class Given:
    """A special day as it was entered. Yearly ones: (month, day), the day of a lunar month -1 for its last."""

    reason: str
    repeats: str = Repeats.ONCE
    first_on: date | None = None
    last_on: date | None = None
    first: tuple[int, int] = (0, 0)
    last: tuple[int, int] = (0, 0)
    rule: str = ""
    hours: str = ""  # "7:30-11:00 13:30-16:00"; "": closed
    valid_from: date | None = None
    valid_to: date | None = None  # the first day no longer


@transaction.atomic
def write_special_day(
    *,
    organisation: Organisation | None,
    site: Site | None,
    given: Given,
    special: SpecialDay | None = None,
    actor: User | None,
    at: datetime,
) -> SpecialDay:
    """Write down a special day of a place (None: of the whole hub), or change what was written (`special`).

    Raises CalendarRefused when it is on no day, or its hours cannot be read.
    """
    if site is not None and (organisation is None or site.organisation_id != organisation.pk):
        raise CalendarRefused("other_site", _("This site belongs to another organisation."), field="site")
    row = SpecialDay.objects.select_for_update().get(pk=special.pk) if special else SpecialDay()
    before = _facts(row) if special else None
    row.organisation, row.site = organisation, site
    _fill(row, given)
    row.save()
    redraw()
    after = _facts(row)
    if before != after:
        audit.record(actor=actor, at=at, action="special_day.kept", thing=row, before=before, after=after)
    return row


@transaction.atomic
def remove_special_day(*, special: SpecialDay, actor: User | None, at: datetime) -> None:
    """Take a special day away: the day is as the week, or what stands above, has it."""
    before = _facts(special)
    audit.record(actor=actor, at=at, action="special_day.removed", thing=special, before=before, after=None)
    special.delete()
    redraw()


def _fill(row: SpecialDay, given: Given) -> None:
    row.reason = " ".join(given.reason.split())[:120]
    if not row.reason:
        raise CalendarRefused("no_reason", _("Write down the reason: readers are shown it."), field="reason")
    if given.valid_from and given.valid_to and given.valid_from >= given.valid_to:
        message = _("The last day lies before the first. Correct one of the two.")
        raise CalendarRefused("days_in_order", message, field="kept_until")
    row.repeats, row.valid_from, row.valid_to = given.repeats, given.valid_from, given.valid_to
    row.first_on = row.last_on = row.first_month = row.first_day = row.last_month = row.last_day_of = None
    row.rule, row.hours = "", _hours(given.hours)
    match given.repeats:
        case Repeats.ONCE:
            row.first_on, row.last_on = _days_once(given)
            row.valid_from = row.valid_to = None
        case Repeats.SOLAR | Repeats.LUNAR:
            row.first_month, row.first_day = _day_of_year(given.repeats, given.first, "first_day")
            row.last_month, row.last_day_of = _day_of_year(given.repeats, given.last, "last_day")
        case _:
            row.rule = _rule(given)


def _hours(text: str) -> str:
    try:
        return rules.write_hours(rules.read_hours(text))
    except ValueError as error:
        message = _(
            "Write the hours as 7:30–11:00, 13:30–17:00, one after the other; leave them empty for a closed day."
        )
        raise CalendarRefused("bad_hours", message, field="hours") from error


def _days_once(given: Given) -> tuple[date, date]:
    first = given.first_on
    if first is None:
        raise CalendarRefused("no_day", _("Say on which day."), field="first_on")
    last = given.last_on or first
    if last < first:
        message = _("The last day lies before the first. Correct one of the two.")
        raise CalendarRefused("days_in_order", message, field="last_on")
    if (last - first).days > LONGEST:
        message = _("A closing of more than two years is the end of a site: close the site instead.")
        raise CalendarRefused("too_long", message, field="last_on")
    return first, last


def _day_of_year(repeats: str, told: tuple[int, int], field: str) -> tuple[int, int]:
    month, day = told
    most = 30 if repeats == Repeats.LUNAR else _days_in(month)
    if not 1 <= month <= 12 or not (1 <= day <= most or (repeats == Repeats.LUNAR and day in (-1, -2))):
        raise CalendarRefused("no_such_day", _("There is no such day in the year. Correct day and month."), field=field)
    return month, day


def _days_in(month: int) -> int:
    return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def _rule(given: Given) -> str:
    try:
        rule = rules.tidy_rule(given.rule)
    except ValueError as error:
        message = _("Say on which weekday of the month.")
        raise CalendarRefused("bad_rule", message, field="weekday") from error
    if rules.needs_a_first_day(rule) and given.valid_from is None:
        message = _("What comes every second or third time needs a first day to count from.")
        raise CalendarRefused("no_first_day", message, field="kept_from")
    return rule


def _facts(row: SpecialDay) -> dict[str, object]:
    return {
        "reason": row.reason,
        "site": row.site.name if row.site else "",
        "when": when_words(row),
        "hours": row.hours or pgettext("calendar", "closed"),
        "kept_from": row.valid_from,
        "kept_until": row.last_day,
    }
