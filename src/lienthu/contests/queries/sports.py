"""A sport as the tournament sees it, tables, who may enter, the table of medals."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach
from lienthu.contests.models import Contest, Match, Prize, Sport, SportsDay, Team
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.tournaments import standings
from lienthu.lib.tournaments.formats import Plan
from lienthu.lib.tournaments.prizes import Tally, medals
from lienthu.lib.tournaments.standings import Result, Sides


@dataclass(frozen=True)
class Tournament:
    """A drawn sport: its plan, the results so far, and what follows from both."""

    sport: Sport
    matches: tuple[Match, ...]
    plan: Plan
    results: Mapping[str, Result]
    sides: Sides

    @property
    def order(self) -> list[tuple[int, ...]] | None:
        return standings.order(self.plan, self.results, self.sport.format, self.sport.seed_number)

    @property
    def may_play(self) -> dict[str, frozenset[int]]:
        return standings.may_play(self.plan, self.sides)


def tournament(sport: Sport) -> Tournament:
    """The sport with its matches; nothing in it before the draw. One query."""
    return _tournament(sport, tuple(sport.matches.select_related("court", "home", "away")))


def tournaments(day: SportsDay) -> list[Tournament]:
    """All sports of the day. Two queries."""
    of_sport: dict[int, list[Match]] = {}
    for match in Match.objects.filter(sport__day=day).select_related("court", "home", "away"):
        of_sport.setdefault(match.sport_id, []).append(match)
    return [_tournament(sport, tuple(of_sport.get(sport.pk, ()))) for sport in day.sports.all()]


def _tournament(sport: Sport, matches: tuple[Match, ...]) -> Tournament:
    plan = Plan(tuple(match.fixture for match in matches), tuple((name, tuple(teams)) for name, teams in sport.groups))
    results = {match.key: result_of(match) for match in matches if match.played_at}
    return Tournament(sport, matches, plan, results, standings.sides(plan, results, sport.format, sport.seed_number))


def result_of(match: Match) -> Result:
    """What was entered, as the tournament takes it."""
    sets = tuple((int(one), int(other)) for one, other in match.sets)
    return Result(match.home_score or 0, match.away_score or 0, sets, match.winner, match.walkover)


def invited(thing: SportsDay | Contest, on: date) -> set[int]:
    """The organisations that may enter: the federation's members and what stands below them, else the organiser's."""
    tops: Collection[int] = [thing.library_id]
    if thing.federation is not None:
        tops = federation.members(thing.federation, on).values_list("pk", flat=True)
    above = set(tops) | {thing.library_id}
    return {pk for pk, line in federation.paths(on).items() if not above.isdisjoint(line)}


def may_enter(user: User, library: Organisation | None, thing: SportsDay | Contest, on: date) -> bool:
    """Whether the library is among those who may enter, and the person may do it for them."""
    reached = reach(user, "contests.enter", on) if library else []
    return library is not None and (reached is None or library in reached) and library.pk in invited(thing, on)


def team_names(teams: Iterable[Team], on: date) -> dict[int, str]:
    """What the teams are called: their member's short name, with a number where it has several in the sport."""
    rows = list(teams)
    names = federation.short_names({team.library_id for team in rows}, on)
    several = {(team.sport_id, team.library_id) for team in rows if team.number > 1}
    return {
        team.pk: f"{names[team.library_id]} {team.number}"
        if (team.sport_id, team.library_id) in several
        else names[team.library_id]
        for team in rows
    }


def medal_table(day: SportsDay) -> list[Tally]:
    """The members by the medals of the day's teams."""
    won = Prize.objects.filter(sport__day=day, undone_at=None)
    return medals(won.values_list("library_id", "medal"))


def agreed_winners(day: SportsDay) -> dict[int, str]:
    """The people of teams with a prize who agreed to be named in public, by prize."""
    prizes = Prize.objects.filter(sport__day=day, undone_at=None).prefetch_related("team__athletes")
    named = {
        prize.pk: ", ".join(each.full_name for each in prize.team.athletes.all() if each.agreed)
        for prize in prizes
        if prize.team is not None
    }
    return {pk: people for pk, people in named.items() if people}


def offered(thing: SportsDay | Contest, on: date) -> list[tuple[str, str]]:
    """Codes and names of those who may enter, for a form's list; the first 200 by code."""
    rows = Organisation.objects.filter(pk__in=invited(thing, on)).order_by("code")[:200]
    names = federation.names([row.pk for row in rows], on)
    return [(row.code, names[row.pk]) for row in rows]
