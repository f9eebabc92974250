"""The figures told here, for the rooms below, which ask by `indicators.queries.reported`."""

from collections.abc import Collection

from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place
from lienthu.indicators.queries.values import Values
from lienthu.indicators.rules.periods import Period
from lienthu.returns.queries.told import told


def figures(indicators: Collection[Indicator], period: Period, places: Collection[Place]) -> Values:
    """The values of `told`."""
    return {key: figure.value for key, figure in told(indicators, period, places).items()}
