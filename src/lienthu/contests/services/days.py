"""Sports days, their sports, courts and referees; that a day was held."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, signed_links
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import Court, CourtHours, Match, Prize, Referee, Sport, SportsDay
from lienthu.contests.rules.days import noon
from lienthu.federation.models import Organisation
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Kind
from lienthu.ledger.services import Activity

DAY_FACTS = (
    "name", "place", "first_on", "last_on", "entries_until", "federation", "rest", "change", "is_public",
    "signer", "signer_title",
)  # fmt: skip
SPORT_FACTS = (
    "name", "shape", "group_size", "through", "third_place", "win", "draw", "loss", "ties", "sets", "least", "most",
    "teams_each", "minutes", "scale",
)  # fmt: skip
SALT = "lienthu.contests.referee"


@transaction.atomic
def keep_day(
    *, library: Organisation, facts: Mapping[str, Any], day: SportsDay | None = None, actor: User | None, at: datetime
) -> SportsDay:
    """Write a sports day down, or change it."""
    row = SportsDay.objects.select_for_update(of=("self",)).get(pk=day.pk) if day else SportsDay(library=library)
    before = _facts(row, DAY_FACTS) if day else None
    for name in DAY_FACTS:
        if name in facts:
            setattr(row, name, facts[name])
    if row.last_on < row.first_on:
        raise ContestRefused("dates", _("The last day is before the first. Put them in order."), field="last_on")
    row.save()
    audit.record(actor=actor, at=at, action="sports_day.kept", thing=row, before=before, after=_facts(row, DAY_FACTS))
    return row


def _facts(row: SportsDay | Sport, names: Iterable[str]) -> dict[str, object]:
    return {name: str(getattr(row, name)) if name == "federation" else getattr(row, name) for name in names}


@transaction.atomic
def keep_sport(
    *, day: SportsDay, facts: Mapping[str, Any], sport: Sport | None = None, actor: User | None, at: datetime
) -> Sport:
    """Add a sport with its rules, or change them; once drawn, only prizes and minutes change."""
    row = Sport.objects.select_for_update(of=("self",)).get(pk=sport.pk) if sport else Sport(day=day)
    before = _facts(row, SPORT_FACTS) if sport else None
    fixed = set(SPORT_FACTS) - {"scale", "minutes", "name"} if row.drawn_at else set()
    if any(name in facts and getattr(row, name) != facts[name] for name in fixed):
        message = _("The draw has been made by these rules. Take the draw back to change them.")
        raise ContestRefused("drawn", message, field="shape")
    if row.awarded_at and facts.get("scale", row.scale) != row.scale:
        raise ContestRefused("awarded", _("The prizes are given. Take them back to change the scale."), field="scale")
    for name in SPORT_FACTS:
        if name in facts:
            setattr(row, name, facts[name])
    if row.least > row.most:
        message = _("A team has more athletes at least than at most. Change one of the numbers.")
        raise ContestRefused("team_size", message, field="most")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        message = _("The day has a sport of this name already. Choose another name.")
        raise ContestRefused("name_taken", message, field="name") from error
    audit.record(actor=actor, at=at, action="sport.kept", thing=row, before=before, after=_facts(row, SPORT_FACTS))
    return row


@transaction.atomic
def drop_sport(*, sport: Sport, actor: User | None, at: datetime) -> None:
    """Take a sport off the day, while it has no teams."""
    if sport.drawn_at or sport.teams.exists():
        raise ContestRefused("has_teams", _("Teams are entered for this sport: take them out first."))
    before = _facts(sport, SPORT_FACTS)
    audit.record(actor=actor, at=at, action="sport.dropped", thing=sport, before=before, after=None)
    sport.delete()


@transaction.atomic
def keep_court(
    *,
    day: SportsDay,
    name: str,
    sports: Collection[Sport],
    hours: Collection[tuple[datetime, datetime]],
    court: Court | None = None,
    actor: User | None,
    at: datetime,
) -> Court:
    """Set up a court: what is played there, and when it is free."""
    row = court or Court(day=day)
    row.name = " ".join(name.split())
    if not hours or any(begins >= ends for begins, ends in hours):
        raise ContestRefused("hours", _("Write from when to when the court is free, as 7:30-11:30."), field="hours")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        message = _("The day has a court of this name already. Choose another name.")
        raise ContestRefused("name_taken", message, field="name") from error
    row.sports.set(sports)
    row.hours.all().delete()
    CourtHours.objects.bulk_create(
        [CourtHours(court=row, begins_at=begins, ends_at=ends) for begins, ends in sorted(hours)]
    )
    after = {"name": row.name, "sports": [str(sport) for sport in sports]}
    audit.record(actor=actor, at=at, action="court.kept", thing=row, before=None, after=after)
    return row


@transaction.atomic
def drop_court(*, court: Court, actor: User | None, at: datetime) -> None:
    """Take a court away; matches that were to be there have no place until the timetable is made anew."""
    before = {"name": court.name}
    Match.objects.filter(court=court).update(court=None, begins_at=None)
    audit.record(actor=actor, at=at, action="court.dropped", thing=court, before=before, after=None)
    court.delete()


@transaction.atomic
def appoint_referee(*, day: SportsDay, name: str, sport: Sport | None, actor: User | None, at: datetime) -> Referee:
    """Somebody who enters results by a signed address, in one sport or in all."""
    row = Referee.objects.create(
        day=day, name=" ".join(name.split()), sport=sport, key=signed_links.new_key(), made_at=at, made_by=actor
    )
    after = {"name": row.name, "sport": str(sport or "")}
    audit.record(actor=actor, at=at, action="referee.appointed", thing=row, before=None, after=after)
    return row


@transaction.atomic
def close_referee(*, referee: Referee, actor: User | None, at: datetime) -> None:
    """The referee's address opens nothing any more."""
    if referee.closed_at is None:
        referee.closed_at = at
        referee.save(update_fields=("closed_at",))
        audit.record(actor=actor, at=at, action="referee.closed", thing=referee, before=None, after=None)


def token(referee: Referee) -> str:
    """What stands in the referee's address."""
    return signed_links.token(referee.key, SALT)


def opened(token: str) -> Referee:
    """The referee whose address it is. Raises ContestRefused where it opens nothing."""
    key = signed_links.key_of(token, SALT)
    found = Referee.objects.select_related("day", "sport").filter(key=key).first() if key else None
    if found is None or found.closed_at or found.day.held_at:
        message = _("This address opens nothing, or nothing any more. Ask the organiser for a new one.")
        raise ContestRefused("closed", message)
    return found


@transaction.atomic
def hold(*, day: SportsDay, actor: User | None, at: datetime) -> SportsDay:
    """Say that the day was held: it counts in the ledger as a contest of the organiser."""
    row = SportsDay.objects.select_for_update(of=("self",)).get(pk=day.pk)
    if row.held_at:
        raise ContestRefused("held", _("This day has been counted already."))
    if at < noon(row.first_on).replace(hour=0):
        raise ContestRefused("not_yet", _("The day has not begun yet. Come back when it was held."))
    row.held_at = at
    row.save(update_fields=("held_at",))
    activity = Activity(kind=Kind.CONTEST, at=noon(row.first_on), owner=row.library_id, host=row.library_id, thing=row)
    ledger.append(activity, actor=actor)
    audit.record(actor=actor, at=at, action="sports_day.held", thing=row, before=None, after={"held_at": at})
    return row


@transaction.atomic
def undo_hold(*, day: SportsDay, reason: str, actor: User | None, at: datetime) -> SportsDay:
    """Take back that the day was held; while prizes stand, it was."""
    row = SportsDay.objects.select_for_update(of=("self",)).get(pk=day.pk)
    if not row.held_at:
        raise ContestRefused("not_held", _("This day has not been counted."))
    if Prize.objects.filter(sport__day=row, undone_at=None).exists():
        raise ContestRefused("prizes", _("Prizes of this day are given. Take them back first."))
    row.held_at = None
    row.save(update_fields=("held_at",))
    ledger.take_back(row, reason=reason, actor=actor, at=at)
    audit.record(
        actor=actor, at=at, action="sports_day.undone", thing=row, before=None, after=None, reason=reason[:200]
    )
    return row
