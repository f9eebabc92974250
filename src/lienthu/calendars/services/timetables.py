"""Writing down the usual hours of an organisation or a site."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.calendars import rules
from lienthu.calendars.errors import CalendarRefused
from lienthu.calendars.models import OpeningSpan, Timetable
from lienthu.calendars.services.stamps import redraw
from lienthu.calendars.words import rule_words
from lienthu.common import audit
from lienthu.federation.models import Organisation, Site

Given = tuple[str, rules.Span]  # recurrence rule (RFC 5545), from–to


@transaction.atomic
def write_timetable(
    *,
    organisation: Organisation,
    site: Site | None,
    spans: Sequence[Given],
    valid_from: date | None = None,
    valid_to: date | None = None,
    name: str = "",
    timetable: Timetable | None = None,
    actor: User | None,
    at: datetime,
) -> Timetable:
    """Write down hours, or change what was written (`timetable`). `valid_to` is the first day no longer.

    Raises CalendarRefused for a rule that cannot be read, hours that overlap, days in the wrong order.
    """
    _demand_own(organisation, site)
    given = [(_tidy(rule, valid_from), span) for rule, span in spans]
    _demand_in_order(valid_from, valid_to)
    _demand_apart(given)
    row = Timetable.objects.select_for_update().get(pk=timetable.pk) if timetable else Timetable()
    before = _facts(row) if timetable else None
    row.organisation, row.site = organisation, site
    row.valid_from, row.valid_to, row.name = valid_from, valid_to, " ".join(name.split())[:80]
    row.save()
    row.spans.all().delete()
    OpeningSpan.objects.bulk_create(
        OpeningSpan(timetable=row, rule=rule, opens=span.opens, closes=span.closes) for rule, span in given
    )
    redraw()
    after = _facts(row)
    if before != after:
        audit.record(actor=actor, at=at, action="timetable.kept", thing=row, before=before, after=after)
    return row


@transaction.atomic
def remove_timetable(*, timetable: Timetable, actor: User | None, at: datetime) -> None:
    """Take hours away, as if they had never been written: what stands above holds again."""
    before = _facts(timetable)
    audit.record(actor=actor, at=at, action="timetable.removed", thing=timetable, before=before, after=None)
    timetable.delete()
    redraw()


def _demand_own(organisation: Organisation, site: Site | None) -> None:
    if site is not None and site.organisation_id != organisation.pk:
        raise CalendarRefused("other_site", _("This site belongs to another organisation."), field="site")


def _demand_in_order(valid_from: date | None, valid_to: date | None) -> None:
    if valid_from and valid_to and valid_from >= valid_to:
        message = _("The last day lies before the first. Correct one of the two.")
        raise CalendarRefused("days_in_order", message, field="last_day")


def _tidy(rule: str, valid_from: date | None) -> str:
    try:
        tidy = rules.tidy_rule(rule)
    except ValueError as error:
        raise CalendarRefused("bad_rule", _("“%(rule)s” is no recurrence rule.") % {"rule": rule}) from error
    if rules.needs_a_first_day(tidy) and valid_from is None:
        message = _("What comes every second or third time needs a first day to count from.")
        raise CalendarRefused("no_first_day", message, field="valid_from")
    return tidy


def _demand_apart(given: Sequence[Given]) -> None:
    """Two spans may overlap only on days that they never share; a week and its months are looked at, two years on."""
    for number, (rule, span) in enumerate(given):
        if span.opens >= span.closes:
            message = _("%(span)s ends before it begins. Correct the times.") % {"span": span}
            raise CalendarRefused("span_in_order", message)
        for other_rule, other in given[:number]:
            if span.opens < other.closes and other.opens < span.closes and _share_a_day(rule, other_rule):
                message = _("%(one)s and %(other)s overlap on the same day. Correct the times.")
                raise CalendarRefused("spans_overlap", message % {"one": other, "other": span})


def _share_a_day(rule: str, other: str) -> bool:
    first, last = date(2024, 1, 1), date(2025, 12, 31)
    return not rules.days_of_rule(rule, first, first, last).isdisjoint(rules.days_of_rule(other, first, first, last))


def _facts(row: Timetable) -> dict[str, object]:
    spans: Iterable[OpeningSpan] = row.spans.all()
    return {
        "name": row.name,
        "site": row.site.name if row.site else "",
        "valid_from": row.valid_from,
        "last_day": row.last_day,
        "hours": [f"{rule_words(span.rule)} {rules.Span(span.opens, span.closes)}" for span in spans],
    }
