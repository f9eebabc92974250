"""Figures as dashboards show them, and the indicators that those need."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place
from lienthu.indicators.queries.values import figures
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import Worked


class Origin(StrEnum):
    REPORTED = "reported"
    SUBMITTED = "submitted"
    LEDGER = "ledger"
    MIXED = "mixed"
    NONE = "none"


@dataclass(frozen=True)
class Figure:
    value: Decimal | None
    origin: Origin
    missing: tuple[int, ...] = ()


Told = dict[tuple[str, Place], Figure]


def told(
    indicators: Collection[Indicator], period: Period, places: Collection[Place], *, restated_on: date | None = None
) -> Told:
    found = figures(indicators, period, places, restated_on=restated_on)
    return {key: Figure(value, Origin.LEDGER if value is not None else Origin.NONE) for key, value in found.items()}


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
