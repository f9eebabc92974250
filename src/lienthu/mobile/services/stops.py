"""Stops, seasons, and when the vehicle comes."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.calendars.rules import tidy_rule
from lienthu.common import audit
from lienthu.federation import services as federation
from lienthu.federation.models import Organisation, Site
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Season, Service, ServiceException, Stop, TripStop

STOP_FACTS = ("host", "host_name", "contact", "phone", "email", "audience", "note")


@transaction.atomic
def open_stop(
    *,
    library: Organisation,
    name: str,
    address: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    admin_unit_code: str = "",
    facts: Mapping[str, Any] | None = None,
    opened_on: date | None = None,
    actor: User | None,
    at: datetime,
) -> Stop:
    """A new stop of the library, as a site where readers can also fetch what they wait for."""
    site = federation.add_site(
        organisation=library,
        name=name,
        kind=Site.Kind.STOP,
        address=address,
        latitude=latitude,
        longitude=longitude,
        admin_unit_code=admin_unit_code,
        opened_on=opened_on,
        actor=actor,
        at=at,
    )
    stop = Stop(library=library, site=site)
    return change_stop(stop=stop, facts=facts or {}, actor=actor, at=at)


@transaction.atomic
def change_stop(*, stop: Stop, facts: Mapping[str, Any], actor: User | None, at: datetime) -> Stop:
    """Who hosts it, whom to call, whom it serves. Name and place are the site's own, and stay."""
    before = None if stop.pk is None else {key: str(getattr(stop, key) or "") for key in STOP_FACTS}
    for key in STOP_FACTS:
        if key in facts:
            setattr(stop, key, facts[key])
    stop.save()
    after = {key: str(getattr(stop, key) or "") for key in STOP_FACTS}
    action = "stop.opened" if before is None else "stop.changed"
    audit.record(actor=actor, at=at, action=action, thing=stop, before=before, after=after)
    return stop


@transaction.atomic
def close_stop(*, stop: Stop, on: date, reason: str, actor: User | None, at: datetime) -> None:
    """It is served until the day before `on`. Raises MobileRefused while trips to it are planned for later."""
    later = TripStop.objects.filter(stop=stop, trip__on__gte=on, trip__state__in=("planned", "under_way"))
    if row := later.select_related("trip").order_by("trip__on").first():
        message = _("A trip to this stop is planned for %(day)s. Take the stop off it first.")
        raise MobileRefused("planned", message % {"day": f"{row.trip.on:%d/%m/%Y}"}, field="on")
    federation.close_site(site=stop.site, on=on, actor=actor, at=at, reason=reason)


@transaction.atomic
def name_season(
    *, library: Organisation, name: str, first: tuple[int, int], last: tuple[int, int], actor: User | None, at: datetime
) -> Season:
    """A part of every year, as (day, month) of its first and last day. Raises MobileRefused for a day that is none."""
    for field, (day, month) in (("first", first), ("last", last)):
        try:
            date(2024, month, day)  # a leap year: 29/2 may be said
        except ValueError as error:
            message = _("There is no day %(day)s/%(month)s. Write it as 5/9.")
            raise MobileRefused("no_day", message % {"day": day, "month": month}, field=field) from error
    season = Season.objects.create(
        library=library,
        name=name.strip(),
        first_day=first[0],
        first_month=first[1],
        last_day=last[0],
        last_month=last[1],
    )
    audit.record(actor=actor, at=at, action="season.named", thing=season, before=None, after={"season": str(season)})
    return season


@transaction.atomic
def serve(
    *,
    stop: Stop,
    rule: str,
    anchor: date,
    begins: time,
    ends: time,
    season: Season | None = None,
    valid_to: date | None = None,
    actor: User | None,
    at: datetime,
) -> Service:
    """From `anchor` on the vehicle comes by the rule (RFC 5545). Raises MobileRefused for what cannot be."""
    if begins >= ends:
        raise MobileRefused("hours", _("It leaves before it comes: change the hours."), field="ends")
    if valid_to is not None and valid_to <= anchor:
        raise MobileRefused("days", _("The last day lies before the first."), field="last_day")
    try:
        tidy = tidy_rule(rule)
    except ValueError as error:
        message = _("This is no recurrence rule. Choose the days in the form.")
        raise MobileRefused("rule", message, field="days") from error
    row = Service.objects.create(
        stop=stop, rule=tidy, anchor=anchor, begins=begins, ends=ends, season=season,
        valid_from=anchor, valid_to=valid_to,
    )  # fmt: skip
    after = {"rule": tidy, "from": anchor, "hours": f"{begins:%H:%M}–{ends:%H:%M}", "season": str(season or "")}
    audit.record(actor=actor, at=at, action="stop.served", thing=stop, before=None, after=after)
    return row


@transaction.atomic
def serve_no_longer(*, service: Service, on: date, actor: User | None, at: datetime) -> None:
    """The rule ends: `on` is the first day on which the vehicle does not come by it."""
    if service.valid_to is not None and service.valid_to <= on:
        raise MobileRefused("over", _("This is over by then already."), field="on")
    before = {"rule": service.rule, "until": service.valid_to}
    if service.valid_from is not None and service.valid_from >= on:
        service.delete()  # it never came by it
    else:
        service.valid_to = on
        service.save(update_fields=("valid_to",))
    audit.record(actor=actor, at=at, action="stop.unserved", thing=service.stop, before=before, after={"until": on})


@transaction.atomic
def except_day(
    *,
    service: Service,
    on: date,
    comes: bool,
    begins: time | None = None,
    ends: time | None = None,
    reason: str = "",
    actor: User | None,
    at: datetime,
) -> ServiceException:
    """On one day it does not come, or comes all the same or at other hours; said again, the last word holds."""
    if on < timezone.localdate(at):
        raise MobileRefused("past", _("That day is over. Choose one to come."), field="day")
    if not comes and not reason.strip():
        raise MobileRefused("no_reason", _("Write why it does not come: readers will read it."), field="reason")
    if begins and ends and begins >= ends:
        raise MobileRefused("hours", _("It leaves before it comes: change the hours."), field="ends")
    values = {"comes": comes, "begins": begins, "ends": ends, "reason": reason.strip()}
    row, _made = ServiceException.objects.update_or_create(service=service, on=on, defaults=values)
    after = {"day": on, "comes": comes, "reason": reason}
    audit.record(actor=actor, at=at, action="stop.excepted", thing=service.stop, before=None, after=after)
    return row
