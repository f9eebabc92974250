"""Figures as dashboards show them: as `returns` tells them, of the indicators that those need."""

from lienthu.indicators.queries.parts import with_parts
from lienthu.returns.queries.told import Figure, Origin, Told, told

__all__ = ["Figure", "Origin", "Told", "told", "with_parts"]
