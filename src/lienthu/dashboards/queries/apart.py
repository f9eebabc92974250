"""One figure taken apart: over time, by member, by what the ledger knows of its entries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lienthu.dashboards.queries.figures import Figure, told, with_parts
from lienthu.dashboards.queries.overview import Member, comparison
from lienthu.dashboards.rules.standing import Span, change
from lienthu.indicators.models import Indicator, Target
from lienthu.indicators.queries.breakdowns import Fact, Step, by_fact, over_time
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.targets import targets
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import FromLedger, Worked
from lienthu.ledger.rules import WITHOUT_MATERIAL

Parts = Mapping[Any, Decimal | None]

MOST = 50  # parts that a page shows, the greatest ones; a table of one's own has them all


@dataclass(frozen=True)
class Apart:
    """`steps`: months of the period, or years where it is long; `facts`: those that tell at least two apart."""

    figure: Figure
    before: Decimal | None
    target: Target | None
    parts: list[tuple[Indicator, Figure, Decimal | None]]  # what a formula is made of: now and the year before
    step: Step
    steps: Mapping[date, Decimal | None]
    facts: Mapping[Fact, Parts]
    members: list[Member]

    @property
    def change(self) -> Decimal | None:
        return change(self.figure.value, self.before)


def take_apart(
    indicator: Indicator,
    place: Place,
    span: Span,
    known: Mapping[str, Indicator],
    *,
    members: Sequence[Place],
    open_to: Collection[Place],
) -> Apart:
    """Everything that the page of a figure shows. `members` and `open_to`: as in `overview.comparison`."""
    asked = with_parts([indicator.code], known)
    now, before = told(asked, span.period, [place]), told(asked, span.same_days, [place])
    code, recipe = indicator.code, recipes.of(indicator)
    parts = []
    if isinstance(recipe, Worked):
        named = [one for one in asked if one.code in recipe.formula.codes]
        parts = [(one, now[one.code, place], before[one.code, place].value) for one in named]
    step = Step.MONTH if len(list(span.period.months())) <= 24 else Step.YEAR
    return Apart(
        figure=now[code, place],
        before=before[code, place].value,
        target=targets([place], span.period).get((code, place)),
        parts=parts,
        step=step,
        steps=_steps(asked, indicator, place, span, step),
        facts=_facts(asked, indicator, place, span.period),
        members=comparison(indicator, members, span, known, open_to=open_to) if members else [],
    )


def _steps(asked: list[Indicator], indicator: Indicator, place: Place, span: Span, step: Step) -> Parts:
    if span.so_far is None:
        return {}
    found = over_time(asked, span.so_far, [place], step, wanted=[indicator.code])[indicator.code, place]
    return found if len(found) > 1 else {}


def _facts(asked: list[Indicator], indicator: Indicator, place: Place, period: Period) -> dict[Fact, Parts]:
    """Only of flows that come from the ledger through and through: of others a part would be less than it says."""
    made_of = [recipe for one in asked if not isinstance(recipe := recipes.of(one), Worked)]
    of_ledger = [recipe for recipe in made_of if isinstance(recipe, FromLedger) and not recipe.distinct_sites]
    if indicator.kind != Indicator.Kind.FLOW or len(of_ledger) < len(made_of):
        return {}
    names_material = any(not recipe.kinds <= WITHOUT_MATERIAL for recipe in of_ledger)
    found: dict[Fact, Parts] = {}
    for fact in Fact:
        if fact is Fact.SITE and place.sort == Sort.FEDERATION:
            continue  # thousands; one opens a member first
        if fact is Fact.MATERIAL and not names_material:
            continue
        parts = by_fact(asked, period, [place], fact)[indicator.code, place]
        if len([value for value in parts.values() if value]) > 1:
            found[fact] = dict(sorted(parts.items(), key=lambda part: -(part[1] or 0))[:MOST])
    return found
