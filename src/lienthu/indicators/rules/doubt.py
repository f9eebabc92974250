"""Whether a number was meant: held against what is known of the same thing."""

from collections.abc import Iterable
from decimal import Decimal

TIMES = Decimal(3)  # or a third of it


def is_far(value: Decimal, known: Iterable[Decimal | None]) -> bool:
    """Whether it is more than three times, or less than a third, of each number known; of nothing known nothing is."""
    there = [number for number in known if number]
    return bool(there) and not any(number / TIMES <= value <= number * TIMES for number in there)
