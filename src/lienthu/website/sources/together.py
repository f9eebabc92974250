"""Articles about contests and sports days. People are named only where they have agreed, as on the public pages."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.common.access import allowed
from lienthu.contests.models import Contest, Prize, Round, SportsDay
from lienthu.contests.queries import boards, judging, sports
from lienthu.federation import queries as federation
from lienthu.website.models import PublicSite
from lienthu.website.sources.kinds import MOST_OFFERED, Begun, PictureFile, Source
from lienthu.website.sources.words import at, day, days, in_days, listed, number, small


def _own(rows: "QuerySet[Any]", site: PublicSite, user: User) -> "QuerySet[Any]":
    """Of the federation whose site it is, else of the library; what is not public only for who organises there."""
    rows = rows.filter(federation=site.federation) if site.federation_id else rows.filter(library=site.organisation)
    return rows if allowed(user, "contests.organise", site.organisation) else rows.filter(is_public=True)


def _days(site: PublicSite, user: User) -> Iterable[Model]:
    rows = SportsDay.objects.filter(first_on__lte=timezone.localdate()).select_related("library")
    return _own(rows, site, user)[:MOST_OFFERED]


def from_day(thing: SportsDay, _user: User) -> Begun:
    """Sports, prizes by team, and the table of medals."""
    table = sports.medal_table(thing)
    names = federation.short_names({row.member for row in table} | {thing.library_id}, thing.last_on)
    agreed = sports.agreed_winners(thing)
    played, told = [], []
    for sport, board in boards.boards(thing):
        played.append(small(sport.name))
        won = [f"{prize.name}: {_team(team, agreed.get(prize.pk, ''))}" for prize, team in board.prizes]
        if won:
            told.append(f"{sport.name} – {listed(won, '; ')}.")
    teams = {pk for sport in thing.sports.all() for pk in sport.teams.values_list("library", flat=True)}
    people = thing.athletes.count()
    who = f" với {number(people)} vận động viên của {len(teams)} thư viện" if people else ""
    medals = [f"{names[row.member]}: {_medals(row.medals)}" for row in table if row.total]
    if medals:
        told.append(f"Bảng huy chương: {listed(medals, '; ')}.")
    host = names.full[thing.library_id]
    facts = [
        ("Thời gian", days(thing.first_on, thing.last_on)), ("Địa điểm", thing.place),
        ("Nội dung thi đấu", listed(played)), ("Vận động viên", number(people) if people else ""),
        ("Thư viện tham gia", str(len(teams)) if teams else ""),
    ]  # fmt: skip
    return Begun(
        title=f"{thing.name}{f' tại {thing.place}' if thing.place else ''}",
        on=thing.last_on,
        lead=f"{in_days(thing.first_on, thing.last_on)}{at(thing.place)} diễn ra {small(thing.name)}{who}, "
        f"do {host} tổ chức.",
        paragraphs=[f"Các nội dung thi đấu: {listed(played)}.", *told] if played else told,
        facts=[(name, value) for name, value in facts if value],
    )


def _medals(won: tuple[int, int, int]) -> str:
    """ "1 vàng, 2 đồng"."""
    return ", ".join(f"{count} {metal}" for count, metal in zip(won, ("vàng", "bạc", "đồng"), strict=True) if count)


def _team(team: str, people: str) -> str:
    return f"{team} ({people})" if people else team


def _contests(site: PublicSite, user: User) -> Iterable[Model]:
    """Those of which a round's results are approved."""
    rows = Contest.objects.filter(rounds__state=Round.State.APPROVED).select_related("library").distinct()
    return _own(rows, site, user)[:MOST_OFFERED]


def from_contest(thing: Contest, _user: User) -> Begun:
    """Prizes of the approved rounds; names, titles and pictures as the public page has them on this day."""
    rounds = judging.shown_prizes(thing, timezone.localdate())
    winners = {each.prize.library_id for _round, prizes in rounds for each in prizes}
    names = federation.short_names(winners | {thing.library_id}, thing.first_on)
    host = names.full[thing.library_id]
    told = []
    for held, prizes in rounds:
        won = [_winner(each, names[each.prize.library_id]) for each in prizes]
        place = f", tại {held.place}" if held.place else ""
        told.append(f"{held.name} ({day(held.on)}{place}): {listed(won, '; ')}.")
    entries = thing.entries.filter(withdrawn_at=None).count()
    last = max((held.on for held, _prizes in rounds), default=thing.first_on)
    prized = Prize.objects.filter(round__contest=thing, undone_at=None, round__state=Round.State.APPROVED).count()
    media = [medium for _round, prizes in rounds for each in prizes for medium in each.media]
    facts = [
        ("Thời gian", days(thing.first_on, last)), ("Đơn vị tổ chức", host),
        ("Phần dự thi", number(entries) if entries else ""), ("Số giải", number(prized) if prized else ""),
    ]  # fmt: skip
    return Begun(
        title=f"Kết quả {small(thing.name)}",
        on=last,
        lead=f"{host} công bố kết quả {small(thing.name)}: {number(prized)} giải được trao"
        f"{f' cho {number(entries)} phần dự thi' if entries else ''}.",
        paragraphs=told,
        facts=[(name, value) for name, value in facts if value],
        pictures=[PictureFile(each.file, each.caption) for each in media] if thing.is_public else [],
    )


def _winner(each: judging.Shown, library: str) -> str:
    """ "Giải Nhất: Nguyễn Thị Lan, “Dế Mèn” (An Giang)"; without consent only the library."""
    who = f"{each.names}{f', “{each.title}”' if each.title else ''} ({library})" if each.names else library
    return f"{each.prize.name}: {who}"


SPORTS_DAY = Source(
    "contests.sportsday", _("sports day"), _days, from_day, lambda row: row.first_on <= timezone.localdate()
)
CONTEST = Source("contests.contest", _("contest"), _contests, from_contest)
