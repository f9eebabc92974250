"""A whole shared out in step with what is known of each part."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

K = TypeVar("K")


def in_step(whole: Decimal, known: Mapping[K, Decimal | None]) -> dict[K, Decimal]:
    """Whole numbers that add up to `whole` (a whole number); nothing where a part is not known, or all are 0.

    What rounding leaves goes to those that lost most by it, the first of equals first.
    """
    parts = {key: value for key, value in known.items() if value is not None}
    total = sum(parts.values(), Decimal())
    if len(parts) < len(known) or not total or whole != int(whole):
        return {}
    exact = {key: whole * value / total for key, value in parts.items()}
    shares = {key: Decimal(int(value)) for key, value in exact.items()}
    left = int(whole - sum(shares.values(), Decimal()))
    for key in sorted(exact, key=lambda each: shares[each] - exact[each])[:left]:
        shares[key] += 1
    return shares
