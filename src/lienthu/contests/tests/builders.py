"""The sports day of 15/11/2019, small things on it, and whoever works there."""

import datetime
from collections.abc import Sequence
from typing import Any

from conftest import NOW, Person

from lienthu.contests.models import Match, Referee, Sport, SportsDay
from lienthu.contests.queries.sports import tournament
from lienthu.contests.services import days, draws, results, teams
from lienthu.contests.views.days import presets
from lienthu.federation.models import Federation, Organisation
from lienthu.lib.tournaments import scales

DAY = datetime.date(2019, 11, 15)
BEFORE = datetime.datetime(2019, 11, 1, 2, tzinfo=datetime.UTC)
THEN = datetime.datetime(2019, 11, 15, 8, tzinfo=datetime.UTC)
NAMES = ("An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh", "Lan")


def sports_day(host: Person, federation: Federation | None = None, **facts: Any) -> SportsDay:
    words = {
        "name": "Giao lưu thể thao 2019", "place": "Bạc Liêu", "first_on": DAY, "last_on": DAY,
        "entries_until": datetime.date(2019, 11, 10), "federation": federation, "rest": 10, "change": 5,
        "is_public": True,
    }  # fmt: skip
    return days.keep_day(library=host.library, facts={**words, **facts}, actor=host.user, at=NOW)


def sport(day: SportsDay, name: str, **facts: Any) -> Sport:
    """One of the usual sports, with the usual prizes."""
    usual = next(each for each in presets() if each["name"] == name)
    words = {**usual, "scale": list(scales.USUAL), **facts}
    return days.keep_sport(day=day, facts=words, actor=None, at=NOW)


def court(day: SportsDay, name: str, *sports: Sport, hours: Sequence[tuple[int, int]] = ((7, 12), (13, 18))) -> Any:
    zone = datetime.timezone(datetime.timedelta(hours=7))
    stretches = [
        tuple(
            datetime.datetime(day.first_on.year, day.first_on.month, day.first_on.day, at, tzinfo=zone) for at in pair
        )
        for pair in hours
    ]
    words: Any = {"sports": sports, "hours": stretches}
    return days.keep_court(day=day, name=name, **words, actor=None, at=NOW)


def entered(sport: Sport, members: Sequence[Organisation], people: int) -> None:
    """A team of each member, of its first people; the same person has the same name in every sport."""
    for member in members:
        names = [f"{name} {member.code}" for name in NAMES[:people]]
        teams.keep_team(sport=sport, library=member, number=1, names=names, agreed=names[:1], actor=None, at=BEFORE)


def drawn(sport: Sport, seed: str = "15112019") -> Sport:
    return draws.draw(sport=sport, seed_number=seed, actor=None, at=BEFORE)


def play(sport: Sport) -> None:
    """Every match, whoever has the lower key winning; results as a referee types them."""
    while True:
        known = tournament(sport)
        ready = [row for row in known.matches if not row.played_at and row.home_id and row.away_id]
        if not ready:
            return
        for match in ready:
            enter(match)


def enter(match: Match) -> Match:
    home_wins = (match.home_id or 0) < (match.away_id or 0)
    one = "25-20" if home_wins else "20-25"
    text = " ".join([one] * match.sport.sets) or ("2-1" if home_wins else "1-2")
    return results.enter(match=match, text=text, name="Trọng tài", actor=None, at=THEN)


def referee(host: Person, day: SportsDay) -> Referee:
    return days.appoint_referee(day=day, name="Trần Văn Sơn", sport=None, actor=host.user, at=NOW)
