"""Two sports days of the members in the demonstration: one played to the medals, one of today with a referee."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from lienthu.contests.models import Match, Sport, SportsDay
from lienthu.contests.queries.sports import tournament
from lienthu.contests.services import days, draws, results, teams
from lienthu.demo import names
from lienthu.demo.network import FEDERATION, Member
from lienthu.federation.models import Federation, Organisation
from lienthu.lib.tournaments import scales

HOST = "AG"
AGO = timedelta(days=201)  # the conference of demo.governance is held on the next day
SEED = 1511
# Name, shape, people in a team, how many members enter, courts; all in two sets to win.
SPORTS = (
    ("Kéo co", "knock_out", 6, 14, ("Sân trường", "Bãi cỏ")),
    ("Bóng chuyền hơi", "groups", 5, 6, ("Sân 1", "Sân 2")),
    ("Cầu lông đôi nam nữ", "knock_out", 2, 8, ("Nhà thi đấu, sân A", "Nhà thi đấu, sân B")),
)
TODAY = (
    ("Bóng bàn đơn nữ", "groups", 1, 6, ("Bàn 1", "Bàn 2")),
    ("Cầu lông đôi nam nữ", "knock_out", 2, 6, ("Nhà đa năng, sân A", "Nhà đa năng, sân B")),
)
TIES = ("head_to_head", "difference", "rally", "lots")
HOURS = ((time(7), time(11, 30)), (time(13), time(17, 30)))


@transaction.atomic
def build(*, libraries: Sequence[Member], today: datetime) -> None:
    """Safe to repeat: where there is a sports day, nothing is done."""
    host = next((member.library for member in libraries if member.library.code == HOST), None)
    if host is None or SportsDay.objects.exists():
        return
    on = timezone.localdate(today) - AGO
    dice = random.Random(SEED)  # noqa: S311 the same dice on every machine
    members = [member.library for member in libraries]
    name = f"Giao lưu thể thao các thư viện Đồng bằng sông Cửu Long năm {on.year}"
    day = _drawn(_plan(host, name, "Nhà thi đấu tỉnh An Giang", on), SPORTS, members, dice)
    played = _moment(on, time(17))
    for sport in day.sports.all():
        _play(sport, dice, played)
        results.award(sport=sport, actor=None, at=played)
    days.hold(day=day, actor=None, at=played)
    _under_way(host, members, dice, today)


def _under_way(host: Organisation, members: Sequence[Organisation], dice: random.Random, today: datetime) -> None:
    """Today's day: the first matches are played, the others wait for the referee, whose address stands on its page."""
    on = timezone.localdate(today)
    name = f"Hội thao cán bộ thư viện năm {on.year}"
    day = _drawn(_plan(host, name, "Nhà đa năng Thư viện tỉnh An Giang", on), TODAY, members, dice)
    days.appoint_referee(day=day, name="Võ Thị Trọng Tài (trình diễn)", sport=None, actor=None, at=today)
    for sport in day.sports.all():
        ready = [row for row in tournament(sport).matches if row.home_id and row.away_id]
        for match in ready[: len(ready) // 2]:
            _result(match, dice, today)


def _drawn(day: SportsDay, sports: Sequence[Any], members: Sequence[Organisation], dice: random.Random) -> SportsDay:
    """The day with its sports, teams and courts, drawn and laid out."""
    on, before = day.first_on, _before(day.first_on)
    for name, shape, people, entered, courts in sports:
        sport = _sport(day, name, shape, people, before)
        _enter(sport, members[:entered], people, dice, before)
        for court in courts:
            hours = [(_moment(on, begins), _moment(on, ends)) for begins, ends in HOURS]
            days.keep_court(day=day, name=court, sports=[sport], hours=hours, actor=None, at=before)
        draws.draw(sport=sport, seed_number=f"{on:%d%m%Y}", actor=None, at=before)
    draws.lay_out(day=day, actor=None, at=before)
    return day


def _before(on: date) -> datetime:
    return _moment(on - timedelta(days=3), time(9))


def _moment(on: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, at))


def _plan(host: Organisation, name: str, place: str, on: date) -> SportsDay:
    at = _before(on)
    facts = {
        "name": name, "place": place, "first_on": on, "last_on": on, "entries_until": at.date(),
        "federation": Federation.objects.filter(code=FEDERATION).first(), "rest": 10, "change": 5, "is_public": True,
        "signer": "Trần Thị Lành (trình diễn)", "signer_title": "Giám đốc",
    }  # fmt: skip
    return days.keep_day(library=host, facts=facts, actor=None, at=at)


def _sport(day: SportsDay, name: str, shape: str, people: int, at: datetime) -> Sport:
    facts: dict[str, Any] = {
        "name": name, "shape": shape, "group_size": 4, "through": 2, "ties": list(TIES), "sets": 2, "least": people,
        "most": people, "minutes": 20, "draw": 0, "scale": list(scales.USUAL),
    }  # fmt: skip
    return days.keep_sport(day=day, facts=facts, actor=None, at=at)


def _enter(sport: Sport, members: Sequence[Organisation], people: int, dice: random.Random, at: datetime) -> None:
    for member in members:
        team: list[str] = []
        while len(team) < people:
            sex = ("female", "male")[len(team) % 2]
            if (name := names.name(dice, sex=sex).full) not in team:
                team.append(name)
        teams.keep_team(sport=sport, library=member, number=1, names=team, agreed=team[::2], actor=None, at=at)


def _play(sport: Sport, dice: random.Random, at: datetime) -> None:
    """Every match as soon as it is known who plays it."""
    while ready := [row for row in tournament(sport).matches if not row.played_at and row.home_id and row.away_id]:
        for match in ready:
            _result(match, dice, at)


def _result(match: Match, dice: random.Random, at: datetime) -> None:
    won, lost = ("1", "0") if match.sport.name == "Kéo co" else ("21", str(dice.randrange(9, 20)))
    sets = [f"{won}-{lost}"] * 2
    if dice.random() < 0.3:
        sets.insert(1, f"{lost}-{won}")
    if dice.random() < 0.5:
        sets = ["-".join(reversed(each.split("-"))) for each in sets]
    results.enter(match=match, text=" ".join(sets), name="Tổ trọng tài (trình diễn)", actor=None, at=at)
