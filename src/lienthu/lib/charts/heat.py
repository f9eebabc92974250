"""How deep each cell of a heat table is coloured."""

from bisect import bisect_left
from collections.abc import Iterable
from decimal import Decimal

DEPTHS = 5


def bounds(values: Iterable[Decimal | None]) -> list[Decimal]:
    """The upper bounds of the depths 1 to DEPTHS - 1, so that about as many cells have each; 0 and unknown left out."""
    known = sorted(value for value in values if value)
    if not known:
        return []
    return [known[min(len(known) * step // DEPTHS, len(known) - 1)] for step in range(1, DEPTHS)]


def depth(value: Decimal | None, bounds: list[Decimal]) -> int | None:
    """1 (least) to DEPTHS; 0 where nothing happened; None where it is not known. The same value has the same depth."""
    if value is None:
        return None
    return bisect_left(bounds, value) + 1 if value > 0 else 0
