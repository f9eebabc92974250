"""A sport as a page shows it: tables of groups, rounds of the knock-out, the timetable, and why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.contests.models import Athlete, Court, Match, Prize, Sport, SportsDay, Team
from lienthu.contests.queries.sports import Tournament, team_names, tournament, tournaments
from lienthu.lib.tournaments.formats import EVERYBODY, Slot
from lienthu.lib.tournaments.standings import Row
from lienthu.lib.tournaments.timetables import Timetable, Why


@dataclass(frozen=True)
class Line:
    """A match in words."""

    match: Match
    number: str
    home: str
    away: str
    score: str = ""
    sets: str = ""
    won: int = 0  # 1 home, 2 away
    ready: bool = False  # both sides are known and nothing is entered


@dataclass(frozen=True)
class Part:
    """A group with its table, or a round of the knock-out."""

    name: str
    lines: list[Line]
    rows: list[tuple[Row, str, str]] = field(default_factory=list)  # the row, its team, what parted it


@dataclass(frozen=True)
class Board:
    names: dict[int, str]
    parts: list[Part]
    byes: list[str]
    prizes: list[tuple[Prize, str]]
    played: int
    matches: int

    @property
    def over(self) -> bool:
        return 0 < self.matches == self.played


def board(sport: Sport) -> Board:
    """The sport with all its words; a few queries whatever its size."""
    return _board(tournament(sport))


def boards(day: SportsDay) -> list[tuple[Sport, Board]]:
    """All sports of the day."""
    return [(each.sport, _board(each)) for each in tournaments(day)]


def _board(known: Tournament) -> Board:
    sport = known.sport
    names = team_names(sport.teams.all(), sport.day.first_on)
    ties = {each.value: str(each.label) for each in Sport.Tie}
    by_turn: dict[tuple[str, int], list[Line]] = {}
    for match in known.matches:
        part = (match.group, 0) if match.group else ("", match.turn)
        by_turn.setdefault(part, []).append(line(match, names))
    parts: list[Part] = []
    finals = max((match.turn for match in known.matches if not match.group), default=0)
    for (group, turn), lines in sorted(by_turn.items(), key=lambda each: (not each[0][0], each[0])):
        rows = [
            (row, names[row.team], ties.get(row.by, "") if group in known.sides.finished else "")
            for row in (known.sides.tables.get(group, []) if group else [])
        ]
        parts.append(Part(_group_name(group) if group else _round_name(finals - turn, lines), lines, rows))
    playing = {team for match in known.matches for team in (match.home_id, match.away_id) if match.turn == 1}
    knocked = known.matches and not known.plan.groups
    won = [(prize, names[prize.team_id or 0]) for prize in sport.prizes.filter(undone_at=None)]
    return Board(
        names,
        parts,
        sorted(names[team] for team in names if knocked and team not in playing),
        won,
        len(known.results),
        len(known.matches),
    )


def line(match: Match, names: dict[int, str]) -> Line:
    """The match in words; `names` has the teams of its sport."""
    fixture = match.fixture
    home = names.get(match.home_id or 0) or slot_words(fixture.home)
    away = names.get(match.away_id or 0) or slot_words(fixture.away)
    if not match.played_at:
        return Line(match, match_number(match.key), home, away, ready=bool(match.home_id and match.away_id))
    sets = ", ".join(f"{one}-{other}" for one, other in match.sets)
    score = f"{match.home_score}–{match.away_score}"
    home_won = match.winner == 1 or (not match.winner and (match.home_score or 0) > (match.away_score or 0))
    away_won = match.winner == 2 or (not match.winner and (match.home_score or 0) < (match.away_score or 0))
    return Line(match, match_number(match.key), home, away, score, sets, 1 if home_won else 2 if away_won else 0)


def side_names(match: Match) -> tuple[str, str]:
    """Both sides of one match in words."""
    teams = [team for team in (match.home, match.away) if team is not None]
    names = team_names(Team.objects.filter(sport=match.sport_id), match.sport.day.first_on) if teams else {}
    found = line(match, names)
    return found.home, found.away


def match_number(key: str) -> str:
    """What people call a match: "A1", "7", "V1.2" for the second of the first round, "T3" for the third place."""
    if key == "K3P":
        return "T3"
    group, _dash, number = key.rpartition("-")
    if group == EVERYBODY:
        return number
    return f"V{group[1:]}.{number}" if group.startswith("K") and group[1:].isdecimal() else f"{group}{number}"


def slot_words(side: Slot) -> str:
    """A side that is not known yet."""
    if side.kind == "winner":
        return _("winner of %(match)s") % {"match": match_number(side.of)}
    if side.kind == "loser":
        return _("loser of %(match)s") % {"match": match_number(side.of)}
    if side.kind == "rank":
        return _("no. %(rank)d of group %(group)s") % {"rank": side.rank, "group": side.of}
    return "–"


def _group_name(group: str) -> str:
    return _("Everybody against everybody") if group == EVERYBODY else _("Group %(letter)s") % {"letter": group}


def _round_name(before_final: int, lines: list[Line]) -> str:
    if before_final <= 0:
        return _("Final and third place") if len(lines) > 1 else _("Final")
    if before_final == 1:
        return _("Semi-finals")
    if before_final == 2:
        return _("Quarter-finals")
    return _("Knock-out round %(number)s") % {"number": lines[0].number.partition(".")[0].removeprefix("V")}


def timetable_rows(day: SportsDay, *, on: date | None = None) -> list[tuple[Line, Sport]]:
    """The placed matches in the order of their time, then those without a place."""
    names = team_names(Team.objects.filter(sport__day=day), day.first_on)
    matches = Match.objects.filter(sport__day=day).select_related("sport", "court", "home", "away")
    found = list(matches)
    if on is not None:
        found = [each for each in found if each.begins_at and timezone.localdate(each.begins_at) == on]
    found.sort(
        key=lambda each: (
            each.begins_at.timestamp() if each.begins_at else float("inf"),
            each.court_id or 0, each.sport_id, each.turn, each.pk,
        )
    )  # fmt: skip
    return [(line(each, names), each.sport) for each in found]


def why_not(day: SportsDay, found: Timetable) -> list[str]:
    """The reasons for which no timetable was made, in sentences."""
    if found.placed:
        return []
    if not found.why:
        return [_("There is nothing to put on courts: make the draws first.")]
    courts = {str(court.pk): court.name for court in Court.objects.filter(day=day)}
    people = {str(each.pk): each.full_name for each in _people(day, found.why)}
    sports = {str(sport.pk): sport.name for sport in day.sports.all()}
    return list(dict.fromkeys(_reason(why, courts, people, sports) for why in found.why))


def _people(day: SportsDay, why: Iterable[Why]) -> Iterable[Athlete]:
    return Athlete.objects.filter(day=day, pk__in=[int(each.of) for each in why if each.kind == "person"])


def _reason(why: Why, courts: dict[str, str], people: dict[str, str], sports: dict[str, str]) -> str:
    facts: dict[str, object] = {"need": why.need, "have": why.have}
    if why.kind == "no_court":
        facts["what"] = sports.get(why.of.partition("/")[0], why.of)
        return (
            _("%(what)s: no court is free for the %(need)d minutes of a match. Set up a court for this sport.") % facts
        )
    if why.kind == "courts":
        facts["courts"] = ", ".join(courts.get(key, key) for key in why.of.split(","))
        return (
            _(
                "%(courts)s: the matches need %(need)d minutes and there are %(have)d. "
                "Add courts or hours, or make matches shorter."
            )
            % facts
        )
    if why.kind == "person":
        facts["who"] = people.get(why.of, why.of)
        return (
            _(
                "%(who)s plays in so many matches that %(need)d minutes are needed, with the rests; "
                "the day has %(have)d. Let others play too, or shorten the rest."
            )
            % facts
        )
    if why.kind == "chain":
        facts["what"] = sports.get(why.of.partition("/")[0], why.of)
        return (
            _("%(what)s: the rounds follow one another and need at least %(need)d minutes; the day has %(have)d.")
            % facts
        )
    if why.kind == "search":
        return _("All orders of the matches were tried: none fits the courts' hours. Add hours, or shorten the rest.")
    return _("No timetable was found in the time that the search has. Add courts or hours, or shorten the rest.")
