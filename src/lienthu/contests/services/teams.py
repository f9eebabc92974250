"""Members enter their teams; the organiser says who is strong; names are as the members wrote them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, withdrawing
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import Athlete, Sport, SportsDay, Team
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import fold, nfc


@transaction.atomic
def keep_team(
    *,
    sport: Sport,
    library: Organisation,
    number: int,
    names: Sequence[str],
    agreed: Collection[str] = (),
    late: bool = False,
    actor: User | None,
    at: datetime,
) -> Team | None:
    """The member's team `number` in the sport, with these people; no names take the team out.

    Names that are alike but for marks and case are one person. `agreed`: which of them agree to be named in public.
    After the last day for entries only the organiser does it (`late`), after the draw nobody. Raises ContestRefused.
    """
    held = Sport.objects.select_for_update(of=("self",)).select_related("day").get(pk=sport.pk)
    _demand_open(held, at, late=late)
    people = {fold(name): " ".join(nfc(name).split())[:120] for name in names if fold(name)}
    if not 1 <= number <= held.teams_each:
        message = _("A member has %(most)d team(s) in this sport at most.") % {"most": held.teams_each}
        raise ContestRefused("too_many_teams", message, field="names")
    if people and not held.least <= len(people) <= held.most:
        message = _("A team in this sport has %(least)d to %(most)d people; %(count)d are written down.")
        counts = {"least": held.least, "most": held.most, "count": len(people)}
        raise ContestRefused("team_size", message % counts, field="names")
    team = Team.objects.filter(sport=held, library=library, number=number).first()
    before = {"people": [str(each) for each in team.athletes.all()]} if team else None
    if not people:
        if team:
            audit.record(actor=actor, at=at, action="team.taken_out", thing=team, before=before, after=None)
            team.delete()
            _forget_idle(held, library)
        return None
    athletes = _athletes(held, library, people, {fold(name) for name in agreed})
    others = Team.objects.filter(sport=held, athletes__in=athletes).exclude(pk=team.pk if team else 0)
    if others.exists():
        message = _("One of these people is in another team of this sport. Each plays in one team of a sport.")
        raise ContestRefused("in_two_teams", message, field="names")
    team = team or Team.objects.create(sport=held, library=library, number=number)
    team.athletes.set(athletes)
    _forget_idle(held, library)
    after = {"people": [athlete.full_name for athlete in athletes]}
    if before != after:
        audit.record(actor=actor, at=at, action="team.entered", thing=team, before=before, after=after)
    return team


@transaction.atomic
def name(
    *, day: SportsDay, library: Organisation, named: Collection[Athlete], actor: User | None, at: datetime
) -> None:  # fmt: skip
    """Who of the member's people agrees to be named in public: at any time, before and after the draw.

    Who agreed and does so no more leaves the public page at once, and articles about the day wait for their editors.
    """
    chosen = {row.pk for row in named}
    rows = list(Athlete.objects.select_for_update().filter(day=day, library=library))
    changed = [row for row in rows if row.agreed != (row.pk in chosen)]
    for row in changed:
        row.agreed = row.pk in chosen
        action = "athlete.agreed" if row.agreed else "athlete.not_agreed"
        audit.record(actor=actor, at=at, action=action, thing=row, before=None, after=None)
    Athlete.objects.bulk_update(changed, ["agreed"])
    if any(not row.agreed for row in changed):
        withdrawing.tell(day, (), at=at)


def _demand_open(sport: Sport, at: datetime, *, late: bool) -> None:
    if sport.drawn_at:
        message = _("The draw of this sport has been made. The organiser has to take it back before teams change.")
        raise ContestRefused("drawn", message)
    if not late and timezone.localdate(at) > sport.day.entries_until:
        message = _("Entries were open until %(day)s. Ask the organiser to write your team down.")
        raise ContestRefused("too_late", message % {"day": f"{sport.day.entries_until:%d/%m/%Y}"})


def _athletes(sport: Sport, library: Organisation, people: Mapping[str, str], agreed: set[str]) -> list[Athlete]:
    known = {row.folded: row for row in Athlete.objects.filter(day=sport.day_id, library=library, folded__in=people)}
    found = []
    for folded, name in people.items():
        row = known.get(folded) or Athlete(day_id=sport.day_id, library=library, folded=folded)
        row.full_name, row.agreed = name, folded in agreed
        row.save()
        found.append(row)
    return found


def _forget_idle(sport: Sport, library: Organisation) -> None:
    """Names of people who are in no team any more are not kept."""
    Athlete.objects.filter(day=sport.day_id, library=library, teams=None).delete()


@transaction.atomic
def seed(*, sport: Sport, strengths: Mapping[int, int], actor: User | None, at: datetime) -> None:
    """Who is held to be strong, by team: 1 the strongest; teams that are not named are drawn. Before the draw only."""
    held = Sport.objects.select_for_update(of=("self",)).get(pk=sport.pk)
    if held.drawn_at:
        raise ContestRefused("drawn", _("The draw has been made. Take it back to set other teams."))
    if len(set(strengths.values())) != len(strengths):
        raise ContestRefused("twice", _("Two teams have the same number. Give each its own."))
    teams = {team.pk: team for team in held.teams.all()}
    held.teams.update(strength=None)
    for pk, strength in strengths.items():
        if pk in teams:
            Team.objects.filter(pk=pk).update(strength=strength)
    after = {"seeds": [str(strengths[pk]) for pk in strengths if pk in teams]}
    audit.record(actor=actor, at=at, action="sport.seeded", thing=held, before=None, after=after)
