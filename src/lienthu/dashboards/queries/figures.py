"""Figures as dashboards show them (as `returns` tells them), and the indicators that those need."""

from collections.abc import Iterable, Mapping

from lienthu.indicators.models import Indicator
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.recipes import Worked
from lienthu.returns.queries.told import Figure, Origin, Told, told

__all__ = ["Figure", "Origin", "Told", "told", "with_parts"]


def with_parts(codes: Iterable[str], known: Mapping[str, Indicator]) -> list[Indicator]:
    """The indicators of these codes, and those that their formulas name, each once; unknown codes are left out."""
    found: dict[str, Indicator] = {}
    waiting = [code for code in codes if code in known]
    while waiting:
        code = waiting.pop(0)
        if code not in found:
            found[code] = known[code]
            recipe = recipes.of(known[code])
            if isinstance(recipe, Worked):
                waiting += sorted(part for part in recipe.formula.codes if part in known)
    return list(found.values())
