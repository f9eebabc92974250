"""The draw, the timetable, results and prizes of a sport."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import Court, Match, Sport, SportsDay, Team
from lienthu.contests.queries.sports import Tournament, tournament, tournaments
from lienthu.lib.tournaments import draws, timetables
from lienthu.lib.tournaments.formats import Entrant
from lienthu.lib.tournaments.timetables import Day, Play, Timetable


@transaction.atomic
def draw(*, sport: Sport, seed_number: str, actor: User | None, at: datetime) -> Sport:
    """Draw the sport by a number that was published before; who has the number draws the same.

    Raises ContestRefused for fewer than two teams, without a number, or where it was drawn.
    """
    held = Sport.objects.select_for_update(of=("self",)).get(pk=sport.pk)
    number = seed_number.strip()[:40]
    if held.drawn_at:
        raise ContestRefused("drawn", _("The draw has been made. Take it back before you draw anew."))
    if not number:
        message = _("Write a number that everybody can know, as the one that the delegations said together.")
        raise ContestRefused("no_number", message, field="seed_number")
    teams = list(held.teams.all())
    if len(teams) < draws.FEWEST:
        raise ContestRefused("too_few", _("At least two teams are needed for a draw."))
    entrants = [Entrant(team.pk, team.library_id, team.strength) for team in teams]
    plan = draws.drawn(entrants, held.format, number)
    Match.objects.bulk_create(
        [
            Match(
                sport=held, key=each.key, turn=each.turn, group=each.group,
                home_slot=each.home.written(), away_slot=each.away.written(),
                home_id=each.home.team or None, away_id=each.away.team or None,
            )
            for each in plan.fixtures
        ]
    )  # fmt: skip
    held.seed_number, held.drawn_at, held.groups = number, at, [[name, list(of)] for name, of in plan.groups]
    held.save(update_fields=("seed_number", "drawn_at", "groups"))
    after = {"seed_number": number, "matches": len(plan.fixtures)}
    audit.record(actor=actor, at=at, action="sport.drawn", thing=held, before=None, after=after)
    return held


@transaction.atomic
def undo_draw(*, sport: Sport, reason: str, actor: User | None, at: datetime) -> Sport:
    """Take the draw back, with its reason, while no match is played."""
    held = Sport.objects.select_for_update(of=("self",)).get(pk=sport.pk)
    if held.matches.exclude(played_at=None).exists():
        raise ContestRefused("played", _("Matches of this draw are played: it stands."))
    if not reason.strip():
        raise ContestRefused("no_reason", _("Write why the draw is taken back."), field="reason")
    before = {"seed_number": held.seed_number}
    held.matches.all().delete()
    held.seed_number, held.drawn_at, held.groups = "", None, []
    held.save(update_fields=("seed_number", "drawn_at", "groups"))
    audit.record(actor=actor, at=at, action="sport.undrawn", thing=held, before=before, after=None, reason=reason[:200])
    return held


@dataclass(frozen=True)
class LaidOut:
    """A timetable; `provisional` where it holds only for the teams that are known by now, not for all that may come."""

    timetable: Timetable
    provisional: bool = False


@transaction.atomic
def lay_out(*, day: SportsDay, actor: User | None, at: datetime) -> LaidOut:
    """Put every match that is not played on a court at a time, so that nobody is in two places and everybody rests.

    First so that it holds whoever wins; where that does not fit into the day, for the teams that are known by now, and
    then it is to be made anew as results come in. Nothing is put before `at`. Where nothing fits, what stands stays,
    and the answer says why.
    """
    drawn = [each for each in tournaments(day) if each.sport.drawn_at]
    courts = list(Court.objects.filter(day=day).prefetch_related("hours", "sports"))
    zero = _zero(day)
    found = LaidOut(timetables.timetable(as_day(day, drawn, courts, zero, at)))
    if found.timetable.why:
        known = timetables.timetable(as_day(day, drawn, courts, zero, at, only_known=True))
        found = LaidOut(known, bool(known.placed))
    if found.timetable.placed:
        named = {str(court.pk): court for court in courts}
        rows = {f"{each.sport.pk}/{match.key}": match for each in drawn for match in each.matches}
        for key, (court, minute) in found.timetable.placed.items():
            if not rows[key].played_at:
                rows[key].court, rows[key].begins_at = named[court], zero + timedelta(minutes=minute)
        open_ = [match for match in rows.values() if not match.played_at]
        Match.objects.bulk_update(open_, ("court", "begins_at"))
        after = {"matches": len(found.timetable.placed)}
        audit.record(actor=actor, at=at, action="sports_day.laid_out", thing=day, before=None, after=after)
    return found


def _zero(day: SportsDay) -> datetime:
    """Midnight of the first day, from which the timetable counts minutes."""
    return timezone.make_aware(datetime(day.first_on.year, day.first_on.month, day.first_on.day))  # noqa: DTZ001


def as_day(
    day: SportsDay,
    drawn: Iterable[Tournament],
    courts: Iterable[Court],
    zero: datetime,
    at: datetime,
    *,
    only_known: bool = False,
) -> Day:
    """The day as lib.tournaments takes it: matches by "sport/key", courts by their primary key as text."""

    def minute(moment: datetime) -> int:
        return int((moment - zero).total_seconds()) // 60

    rooms = list(courts)
    plays: list[Play] = []
    for each in drawn:
        where = tuple(str(court.pk) for court in rooms if each.sport in court.sports.all())
        groups: dict[str, list[str]] = {}
        known = {key: frozenset(team for team in pair if team) for key, pair in each.sides.teams.items()}
        may, people = known if only_known else each.may_play, _people(each.sport)
        for match in each.matches:
            groups.setdefault(match.group, []).append(match.key)
        for match in each.matches:
            waits = set(match.fixture.waits_for)
            for slot in (match.fixture.home, match.fixture.away):
                waits |= set(groups.get(slot.of, ())) if slot.kind == "rank" else set()
            fixed = None
            if match.played_at and match.court_id and match.begins_at:
                fixed = str(match.court_id), minute(match.begins_at)
            elif match.played_at:
                continue  # played somewhere, some time: it stands in nobody's way
            plays.append(
                Play(
                    f"{each.sport.pk}/{match.key}",
                    each.sport.minutes,
                    where,
                    frozenset(person for team in may[match.key] for person in people.get(team, ())),
                    frozenset(f"{each.sport.pk}/{key}" for key in waits if key not in each.results),
                    fixed,
                    minute(at),
                )
            )
    hours = [
        timetables.Court(
            str(court.pk), tuple((minute(row.begins_at), minute(row.ends_at)) for row in court.hours.all())
        )
        for court in rooms
    ]
    return Day(tuple(plays), tuple(hours), day.rest, day.change)


def _people(sport: Sport) -> dict[int, list[int]]:
    """The athletes of each team of the sport."""
    found: dict[int, list[int]] = {}
    for team, athlete in Team.athletes.through._default_manager.filter(team__sport=sport).values_list(
        "team_id", "athlete_id"
    ):
        found.setdefault(team, []).append(athlete)
    return found


def settle(sport: Sport) -> None:
    """Write into the matches who plays them, as far as results say it; in the caller's transaction."""
    known = tournament(sport)
    changed = []
    for match in known.matches:
        home, away = known.sides.teams[match.key]
        if (match.home_id, match.away_id) != (home, away):
            match.home_id, match.away_id = home, away
            changed.append(match)
    Match.objects.bulk_update(changed, ("home", "away"))
