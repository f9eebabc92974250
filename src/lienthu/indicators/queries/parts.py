"""Which indicators are needed to work out those that are asked for."""

from collections.abc import Callable, Iterable, Mapping

from lienthu.indicators.models import Indicator
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.recipes import Worked


def with_parts(codes: Iterable[str], known: Mapping[str, Indicator]) -> list[Indicator]:
    """The indicators of these codes, and those that their formulas name, each once; unknown codes are left out."""
    return list(completed((known[code] for code in codes if code in known), lambda: known).values())


def completed(asked: Iterable[Indicator], every: Callable[[], Mapping[str, Indicator]]) -> dict[str, Indicator]:
    """Those asked for and those that their formulas name, by code. `every` says where these are found, and is asked
    only if a formula names one that was not asked for."""
    found = {one.code: one for one in asked}
    known: Mapping[str, Indicator] | None = None
    waiting = list(found.values())
    while waiting:
        recipe = recipes.of(waiting.pop(0))
        if not isinstance(recipe, Worked):
            continue
        for code in sorted(recipe.formula.codes - found.keys()):
            known = every() if known is None else known
            if code in known:
                found[code] = known[code]
                waiting.append(known[code])
    return found
