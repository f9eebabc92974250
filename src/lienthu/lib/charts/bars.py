"""Bars and gauges: how far a value reaches, in per cent of the width."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lienthu.lib.charts.scales import highest, written


def widths(values: Sequence[Decimal | None]) -> list[str]:
    """The width of each bar, the greatest being 100; "0" where nothing is known or nothing happened."""
    top = highest(values)
    return [written(max(float(value), 0.0) / top * 100) if value is not None and top else "0" for value in values]


@dataclass(frozen=True)
class Gauge:
    """How far a value is towards its target. `per_cent` may be over 100; the widths never are.

    The whole width is the target, or the value where that is more. `due`: where it should be by now, None where
    the period is over or has not begun.
    """

    per_cent: Decimal | None
    width: str
    target: str
    due: str | None


def gauge(value: Decimal, target: Decimal, *, elapsed: float) -> Gauge:
    """`elapsed`: which part of the period is over, 0 to 1."""
    whole = max(float(value), float(target), 1e-9)
    reach = float(target) / whole * 100
    due = written(reach * elapsed) if 0 < elapsed < 1 else None
    per_cent = value * 100 / target if target else None
    return Gauge(per_cent, written(max(float(value), 0.0) / whole * 100), written(reach), due)
