"""Of which figures the ledger has never had anything for an organisation: there 0 would be untrue."""

from collections.abc import Collection, Mapping

from django.db.models import Q

from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import FromLedger, Worked
from lienthu.ledger.models import MonthlySum

NONE: frozenset[str] = frozenset()


def never_counted(indicators: Collection[Indicator], organisations: Collection[int], period: Period) -> frozenset[str]:
    """Codes of those that come from the ledger, of whose kinds it had nothing by the end of the period. Two queries."""
    theirs = Q(host__in=organisations) | Q(owner__in=organisations)
    rows = MonthlySum.objects.filter(theirs, month__lt=period.until).order_by()
    seen = set(rows.values_list("kind", flat=True).distinct())
    known = {**by_code(period.last), **{one.code: one for one in indicators}}
    kinds = {one.code: _kinds(one, known) for one in indicators}
    return frozenset(code for code, of_it in kinds.items() if of_it and of_it.isdisjoint(seen))


def _kinds(indicator: Indicator, known: Mapping[str, Indicator], seen: frozenset[str] = NONE) -> frozenset[str]:
    """What it is made of, over the parts of its formula too; a formula in a ring ends at its first part seen again."""
    recipe = recipes.of(indicator)
    if isinstance(recipe, FromLedger):
        return recipe.kinds
    if not isinstance(recipe, Worked):
        return frozenset()
    seen |= {indicator.code}
    parts = [known[code] for code in recipe.formula.codes if code in known and code not in seen]
    return NONE.union(*(_kinds(part, known, seen) for part in parts))
