"""Figures as people reported them, where a room above keeps such: `reported_figures` of its AppConfig names a function
that tells them as `values.figures` does."""

from collections.abc import Callable, Collection

from lienthu.common import rooms
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place
from lienthu.indicators.queries.values import Values, figures
from lienthu.indicators.rules.periods import Period


def reported(indicators: Collection[Indicator], period: Period, places: Collection[Place]) -> Values:
    """What was reported of the period, and else what the ledger has: the figures of dashboards and reports."""
    tell: Callable[[Collection[Indicator], Period, Collection[Place]], Values]
    tell = next(rooms.functions("reported_figures"), figures)
    return tell(indicators, period, places)
