"""Results, tables, who goes on, and the order at the end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from lienthu.lib.tournaments.draws import lot
from lienthu.lib.tournaments.formats import EVERYBODY, Fixture, Format, Plan, Shape, Slot, Tie


@dataclass(frozen=True)
class Result:
    """How a match ended. `sets` has the small points of each set; `home` and `away` are then the sets won.

    `winner` 1 or 2 is said where the score is level and somebody had to go on (a shoot-out, a lot), or where a side
    did not come (`walkover`); else it is read from the score, 0 for a draw.
    """

    home: int
    away: int
    sets: tuple[tuple[int, int], ...] = ()
    winner: int = 0
    walkover: bool = False

    @property
    def side(self) -> int:
        """1 where home won, 2 where away did, 0 for a draw."""
        if self.winner:
            return self.winner
        return 1 if self.home > self.away else 2 if self.away > self.home else 0


@dataclass(frozen=True)
class Row:
    """A team's line in a table. `by` is what parted it from the one above, "" where points did."""

    team: int
    rank: int = 0
    played: int = 0
    won: int = 0
    drawn: int = 0
    lost: int = 0
    scored: int = 0
    conceded: int = 0
    rally: int = 0
    points: int = 0
    by: str = ""


@dataclass(frozen=True)
class Game:
    """A played match between two teams."""

    home: int
    away: int
    result: Result


Results = Mapping[str, Result]


@dataclass
class Sides:
    """Who plays each match as far as it is known, and the tables of the groups."""

    teams: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)  # groups all of whose matches are played


def table(teams: Sequence[int], games: Sequence[Game], rules: Format, seed: str) -> list[Row]:
    """Everybody in order. Equals are parted by the rules' list, one after the other, among those still equal."""
    rows = {team: _row(team, games, rules) for team in teams}
    ordered: list[Row] = []
    for _points, tied in groupby(sorted(rows.values(), key=lambda row: -row.points), key=lambda row: row.points):
        group = list(tied)
        ordered += _parted(group, games, rules, seed, rules.ties)
    ranked: list[Row] = []
    for place, row in enumerate(ordered, start=1):
        level = row.by == "level" and ranked
        ranked.append(replace(row, rank=ranked[-1].rank if level else place, by="" if row.by == "level" else row.by))
    return ranked


def _row(team: int, games: Sequence[Game], rules: Format) -> Row:
    row = Row(team)
    for game in games:
        if team not in (game.home, game.away):
            continue
        mine = 1 if team == game.home else 2
        result = game.result
        ours, theirs = (result.home, result.away) if mine == 1 else (result.away, result.home)
        small = sum(one - other for one, other in result.sets) * (1 if mine == 1 else -1)
        won, drawn = result.side == mine, result.side == 0
        row = replace(
            row,
            played=row.played + 1,
            won=row.won + won,
            drawn=row.drawn + drawn,
            lost=row.lost + (not won and not drawn),
            scored=row.scored + ours,
            conceded=row.conceded + theirs,
            rally=row.rally + small,
            points=row.points + (rules.win if won else rules.draw if drawn else rules.loss),
        )
    return row


def _parted(rows: list[Row], games: Sequence[Game], rules: Format, seed: str, ties: Sequence[Tie]) -> list[Row]:
    if len(rows) == 1:
        return rows
    if not ties:
        rows = sorted(rows, key=lambda row: row.team)
        return [rows[0], *(replace(row, by="level") for row in rows[1:])]
    measure = _measure(ties[0], rows, games, rules, seed)
    split = groupby(sorted(rows, key=lambda row: measure(row), reverse=True), key=measure)
    found: list[Row] = []
    for number, (_value, tied) in enumerate(split):
        group = _parted(list(tied), games, rules, seed, ties[1:])
        if number:
            group[0] = replace(group[0], by=ties[0].value)
        found += group
    return found


def _measure(tie: Tie, rows: list[Row], games: Sequence[Game], rules: Format, seed: str) -> Callable[[Row], Any]:
    """What the rule compares; more is better."""
    if tie == Tie.HEAD_TO_HEAD:
        among = {row.team for row in rows}
        inner = [game for game in games if {game.home, game.away} <= among]
        points = {team: _row(team, inner, rules).points for team in among}
        return lambda row: points[row.team]
    if tie == Tie.DIFFERENCE:
        return lambda row: row.scored - row.conceded
    if tie == Tie.SCORED:
        return lambda row: row.scored
    if tie == Tie.RALLY:
        return lambda row: row.rally
    if tie == Tie.WINS:
        return lambda row: row.won
    return lambda row: lot(seed, "level", row.team)


def sides(plan: Plan, results: Results, rules: Format, seed: str) -> Sides:
    """Who plays whom as far as results say; a group gives its places only when all its matches are played."""
    found = Sides()
    groups = dict(plan.groups)
    for fixture in sorted(plan.fixtures, key=lambda each: each.turn):
        if fixture.group:
            found.teams[fixture.key] = (fixture.home.team, fixture.away.team)
    for name, teams in groups.items():
        inner = [fixture for fixture in plan.fixtures if fixture.group == name]
        games = [Game(each.home.team, each.away.team, results[each.key]) for each in inner if each.key in results]
        found.tables[name] = table(teams, games, rules, seed)
        if len(games) == len(inner):
            found.finished.add(name)
    for fixture in sorted(plan.fixtures, key=lambda each: each.turn):
        if not fixture.group:
            found.teams[fixture.key] = (_who(fixture.home, found, results), _who(fixture.away, found, results))
    return found


def _who(side: Slot, known: Sides, results: Results) -> int | None:
    if side.kind == "team":
        return side.team
    if side.kind == "rank":
        return known.tables[side.of][side.rank - 1].team if side.of in known.finished else None
    result, pair = results.get(side.of), known.teams.get(side.of, (None, None))
    if result is None or not result.side:
        return None
    return pair[result.side - 1] if side.kind == "winner" else pair[2 - result.side]


def may_play(plan: Plan, known: Sides) -> dict[str, frozenset[int]]:
    """For each match the teams that may still come to play it: what a timetable must keep free of one another."""
    groups = {name: frozenset(teams) for name, teams in plan.groups}
    found: dict[str, frozenset[int]] = {}
    for fixture in sorted(plan.fixtures, key=lambda each: each.turn):
        teams: frozenset[int] = frozenset()
        for side, team in zip((fixture.home, fixture.away), known.teams[fixture.key], strict=True):
            if team is not None:
                teams |= {team}
            else:
                teams |= groups[side.of] if side.kind == "rank" else found[side.of]
        found[fixture.key] = teams
    return found


def order(plan: Plan, results: Results, rules: Format, seed: str) -> list[tuple[int, ...]] | None:
    """Everybody from first to last, those who share a place together; None while a match is not played."""
    if any(fixture.key not in results for fixture in plan.fixtures):
        return None
    known = sides(plan, results, rules, seed)
    if rules.shape == Shape.ROUND_ROBIN:
        return _level(known.tables[EVERYBODY])
    places, out = _knocked_out(plan, results, known), set[int]()
    for place in places:
        out |= set(place)
    rest = [row for rows in known.tables.values() for row in rows if row.team not in out]
    for _rank, level in groupby(sorted(rest, key=lambda row: row.rank), key=lambda row: row.rank):
        places.append(tuple(sorted(row.team for row in level)))
    return places


def _level(rows: Sequence[Row]) -> list[tuple[int, ...]]:
    return [tuple(row.team for row in level) for _rank, level in groupby(rows, key=lambda row: row.rank)]


def _knocked_out(plan: Plan, results: Results, known: Sides) -> list[tuple[int, ...]]:
    """The places that a knock-out gives: the last round first; losers of a round share a place."""
    bracket = [fixture for fixture in plan.fixtures if not fixture.group]
    third = next((fixture for fixture in bracket if fixture.key == "K3P"), None)
    rounds: dict[int, list[Fixture]] = {}
    for fixture in bracket:
        if fixture is not third:
            rounds.setdefault(fixture.turn, []).append(fixture)
    places: list[tuple[int, ...]] = []
    for turn in sorted(rounds, reverse=True):
        losers = [known.teams[each.key][2 - results[each.key].side] for each in rounds[turn]]
        if not places:
            winner = known.teams[rounds[turn][0].key][results[rounds[turn][0].key].side - 1]
            places.append(tuple(team for team in [winner] if team is not None))
        if third and len(places) == 2:
            pair, side = known.teams[third.key], results[third.key].side
            places += [tuple(team for team in [pair[at]] if team is not None) for at in (side - 1, 2 - side)]
        else:
            places.append(tuple(sorted(team for team in losers if team is not None)))
    return places
