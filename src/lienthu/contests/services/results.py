"""Results as referees enter them, put right where they were wrong; prizes of a sport."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import Match, Prize, Sport
from lienthu.contests.queries.sports import tournament
from lienthu.contests.rules import results as rules
from lienthu.contests.rules.days import noon
from lienthu.contests.services.draws import settle
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Kind
from lienthu.ledger.services import Activity
from lienthu.lib.tournaments import prizes, scales
from lienthu.lib.tournaments.standings import Result


def _why(error: rules.Unread, sport: Sport) -> str:
    if error.args[0] == "level":
        return _("In a knock-out somebody must go on: choose who won after the draw.")
    if error.args[0] == "set_level":
        return _("A set does not end level. Look at the points again.")
    if error.args[0] == "sets":
        return _("The sets do not make a match: %(sets)d won sets end it.") % {"sets": sport.sets}
    if sport.sets:
        return _("Write the points of each set, as 25-20 23-25 15-10.")
    return _("Write the score as 2-1.")


@transaction.atomic
def enter(
    *,
    match: Match,
    text: str,
    winner: int = 0,
    absent: int = 0,
    name: str,
    actor: User | None,
    at: datetime,
) -> Match:
    """Write down how a match ended, or put it right; those who go on stand in their next match at once.

    `absent` 1 or 2 is the side that did not come, then no score is needed. A result on which a played match rests
    stays. Raises ContestRefused.
    """
    sport = Sport.objects.select_for_update(of=("self",)).select_related("day").get(pk=match.sport_id)
    row = Match.objects.select_for_update(of=("self",)).get(pk=match.pk)
    _demand_open(sport, row)
    try:
        result = (
            rules.walkover(3 - absent, sport.sets)
            if absent in (1, 2)
            else rules.read(text, sets=sport.sets, knock_out=not row.group, winner=winner)
        )
    except rules.Unread as error:
        raise ContestRefused("unread", _why(error, sport), field="score") from error
    before = _told(row) if row.played_at else None
    _write(row, result, name, at)
    settle(sport)
    audit.record(actor=actor, at=at, action="match.entered", thing=row, before=before, after=_told(row), reason=name)
    return row


def _demand_open(sport: Sport, row: Match) -> None:
    if sport.awarded_at:
        raise ContestRefused("awarded", _("The prizes of this sport are given: its results stand."))
    if row.home_id is None or row.away_id is None:
        raise ContestRefused("not_known", _("It is not known yet who plays this match."))
    rests_on_it = [
        later
        for later in sport.matches.exclude(played_at=None)
        if row.key in later.fixture.waits_for
        or (row.group and any(s.kind == "rank" and s.of == row.group for s in (later.fixture.home, later.fixture.away)))
    ]
    if row.played_at and rests_on_it:
        message = _("A later match that rests on this one is played already. Take its result back first.")
        raise ContestRefused("rests", message)


def _write(row: Match, result: Result, name: str, at: datetime) -> None:
    row.home_score, row.away_score = result.home, result.away
    row.sets, row.winner, row.walkover = [list(each) for each in result.sets], result.winner, result.walkover
    row.played_at, row.entered_by = at, name[:120]
    row.save()


def _told(row: Match) -> dict[str, object]:
    sets = " ".join(f"{one}-{other}" for one, other in row.sets)
    return {"score": f"{row.home_score}-{row.away_score}" + (f" ({sets})" if sets else "")}


@transaction.atomic
def take_back(*, match: Match, name: str, actor: User | None, at: datetime) -> Match:
    """Take a result back, as long as no later match rests on it."""
    sport = Sport.objects.select_for_update(of=("self",)).get(pk=match.sport_id)
    row = Match.objects.select_for_update(of=("self",)).get(pk=match.pk)
    if not row.played_at:
        return row
    _demand_open(sport, row)
    before = _told(row)
    row.played_at = row.home_score = row.away_score = None
    row.sets, row.winner, row.walkover, row.entered_by = [], 0, False, ""
    row.save()
    settle(sport)
    audit.record(actor=actor, at=at, action="match.taken_back", thing=row, before=before, after=None, reason=name)
    return row


@transaction.atomic
def award(*, sport: Sport, actor: User | None, at: datetime) -> list[Prize]:
    """Give the prizes by the sport's scale; each counts in the ledger for the winner's library.

    Raises ContestRefused before the last match, and where more share a place than prizes are left.
    """
    held = Sport.objects.select_for_update(of=("self",)).select_related("day").get(pk=sport.pk)
    if held.awarded_at:
        raise ContestRefused("awarded", _("The prizes of this sport are given already."))
    order = tournament(held).order
    if not order:
        raise ContestRefused("not_over", _("Not all matches are played yet."))
    given = prizes.by_order(order, scales.steps(held.scale))
    if given.undecided:
        teams, step, left = given.undecided[0]
        message = _(
            "%(teams)d teams share a place and %(left)d of “%(prize)s” are left. "
            "Change the number of prizes in the scale, or let them play for it."
        )
        name = scales.steps(held.scale)[step].name
        raise ContestRefused("shared", message % {"teams": len(teams), "left": left, "prize": name})
    if not given.prizes:
        raise ContestRefused("no_scale", _("This sport has no prizes. Write its scale first."))
    steps = scales.steps(held.scale)
    teams_by_key = {team.pk: team for team in held.teams.all()}
    rows = [
        Prize(
            library_id=teams_by_key[team].library_id, sport=held, team_id=team, name=steps[step].name,
            medal=steps[step].medal, step=step, given_on=held.day.last_on,
        )
        for team, step in given.prizes
    ]  # fmt: skip
    for row in rows:
        row.save()
    book(rows, host=held.day.library_id, actor=actor)
    held.awarded_at = at
    held.save(update_fields=("awarded_at",))
    after = {"prizes": [row.name for row in rows]}
    audit.record(actor=actor, at=at, action="sport.awarded", thing=held, before=None, after=after)
    return rows


def book(rows: list[Prize], *, host: int, actor: User | None) -> None:
    """The ledger's entries of prizes: the winner's library owns, the organiser is host."""
    ledger.append_all(
        [Activity(kind=Kind.PRIZE, at=noon(row.given_on), owner=row.library_id, host=host, thing=row) for row in rows],
        actor=actor,
    )


@transaction.atomic
def undo_award(*, sport: Sport, reason: str, actor: User | None, at: datetime) -> Sport:
    """Take the prizes back, with the reason; the ledger has counter-entries."""
    held = Sport.objects.select_for_update(of=("self",)).get(pk=sport.pk)
    if not reason.strip():
        raise ContestRefused("no_reason", _("Write why the prizes are taken back."), field="reason")
    unprize(held.prizes.filter(undone_at=None), reason=reason, actor=actor, at=at)
    held.awarded_at = None
    held.save(update_fields=("awarded_at",))
    audit.record(actor=actor, at=at, action="sport.unawarded", thing=held, before=None, after=None, reason=reason[:200])
    return held


def unprize(rows: Iterable[Prize], *, reason: str, actor: User | None, at: datetime) -> None:
    """Take these prizes away, and their entries out of the ledger; in the caller's transaction."""
    for row in rows:
        row.undone_at = at
        row.save(update_fields=("undone_at",))
        ledger.take_back(row, reason=reason, actor=actor, at=at)
