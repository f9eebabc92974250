"""Figures of candidates, the table of a season, honours for the public."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lienthu.awards import rules
from lienthu.awards.models import Criterion, Decision, Line, Proposal, Season, Sheet
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.ledger.models import Kind
from lienthu.ledger.queries import total
from lienthu.lib.tournaments.prizes import Given, Step, by_order


def candidates(season: Season, on: date) -> set[int]:
    """The libraries that may take part: the federation's members, else the organiser and what stands below it."""
    if season.federation is not None:
        return set(federation.members(season.federation, on).values_list("pk", flat=True))
    return {season.library_id, *federation.descendants(season.library, on)}


def figure(criterion: Criterion, library: int, season: Season) -> int:
    """The ledger's figure of the season for one library itself."""
    until = season.last_on + timedelta(days=1)
    whose = {"owners": [library]} if criterion.by == Criterion.By.OWNER else {"hosts": [library]}
    return total([Kind(criterion.kind)], since=season.first_on, until=until, **whose)


@dataclass(frozen=True)
class Place:
    """A candidate in the table of a season."""

    sheet: Sheet
    rank: int
    own: Decimal
    held: Decimal
    grade: str


def table(season: Season) -> tuple[list[Place], Given[int]]:
    """Those who have handed in, from the most points down, and the grades that the scale gives them."""
    sheets = {sheet.pk: sheet for sheet in season.sheets.exclude(handed_in_at=None)}
    points: dict[int, list[rules.Points]] = {key: [] for key in sheets}
    for line in Line.objects.filter(sheet__in=sheets):
        points[line.sheet_id].append(rules.Points(line.own, line.council))
    sums = {key: rules.sums(lines) for key, lines in points.items()}
    held = {key: each[1] for key, each in sums.items()}
    order = rules.ranked(held)
    scale = steps(season)
    given = by_order(order, scale, held)
    grades = {key: scale[step].name for key, step in given.prizes}
    found, rank = [], 1
    for level in order:
        found += [Place(sheets[key], rank, *sums[key], grades.get(key, "")) for key in level]
        rank += len(level)
    return found, given


def steps(season: Season) -> list[Step]:
    """The grades as lib.tournaments takes them."""
    return [
        Step(line["name"], line["number"] or None, Decimal(line["least"]) if line["least"] else None, line["medal"])
        for line in season.scale
    ]


@dataclass(frozen=True)
class Honour:
    """An award as the public may see it; `person` only where they agreed, "" else and for the library itself."""

    award: str
    person: str
    number: str
    issuer: str
    on: date


def honours(organisation: Organisation, *, limit: int = 50) -> list[Honour]:
    """The awards of a library and its staff by decisions that hold, the newest first: for its public page."""
    given = Proposal.objects.filter(
        library=organisation, state=Proposal.State.GIVEN, decision__voided_at=None
    ).select_related("decision")
    return [
        Honour(
            row.award, row.person if row.agreed else "", row.decision.number, row.decision.issuer,
            row.decision.signed_on,
        )
        for row in given.order_by("-decision__signed_on", "-pk")[:limit]
        if row.decision is not None
    ]  # fmt: skip


def source_of(decision: Decision) -> str:
    """What the register of documents says of where the entry comes from."""
    return f"awards.decision:{decision.pk}"
