"""The tables of the room: indicators, targets, and counts taken on a day."""

from lienthu.indicators.models.counts import Count
from lienthu.indicators.models.definitions import Indicator, Section
from lienthu.indicators.models.targets import Target

__all__ = ["Count", "Indicator", "Section", "Target"]
