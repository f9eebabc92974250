"""Prizes for the public page of whoever won them, and who signed the last certificates."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lienthu.contests.models import Contest, Prize, Round, SportsDay
from lienthu.federation.models import Organisation


@dataclass(frozen=True)
class Won:
    """A prize as the public may see it, without people: in what, when, and the page of the day or the contest."""

    prize: str
    what: str
    on: date
    day: int | None  # the sports day, else
    contest: int | None


def won_by(organisation: Organisation, *, limit: int = 50) -> list[Won]:
    """The prizes of a library in sports days and contests that are public, the newest first."""
    public = Q(sport__day__is_public=True) | Q(round__contest__is_public=True, round__state=Round.State.APPROVED)
    rows = Prize.objects.filter(public, library=organisation, undone_at=None).select_related(
        "sport__day", "round__contest"
    )
    return [_won(row) for row in rows.order_by("-given_on", "step", "pk")[:limit]]


def _won(row: Prize) -> Won:
    if row.sport is not None:
        return Won(row.name, f"{row.sport}, {row.sport.day}", row.given_on, row.sport.day_id, None)
    contest = row.round.contest if row.round is not None else None
    return Won(row.name, str(contest or ""), row.given_on, None, contest.pk if contest else None)


def last_signer(library: Organisation) -> dict[str, str]:
    """Who signs for the last sports day or contest of the library that says so: what a new one begins with."""
    last: list[SportsDay | Contest] = [
        row
        for model in (SportsDay, Contest)
        if (row := model.objects.filter(library=library).exclude(signer="").order_by("-first_on", "-pk").first())
    ]
    if not last:
        return {}
    found = max(last, key=lambda row: row.first_on)
    return {"signer": found.signer, "signer_title": found.signer_title}
