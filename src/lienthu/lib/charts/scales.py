"""Where the lines of a scale stand, and how a number is written in SVG."""

from collections.abc import Iterable
from decimal import Decimal
from math import floor, log10

STEPS = (1, 2, 2.5, 5, 10)


def ticks(highest: float, most: int = 4) -> list[float]:
    """Round values from 0 to the first at or above `highest`, `most` steps at most: ticks(870) = [0, 250, 500, …]."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / most
    power = 10.0 ** floor(log10(rough))
    step = next(each * power for each in STEPS if each * power >= rough * (1 - 1e-9))
    count = -int(-highest * (1 - 1e-9) // step)
    return [step * number for number in range(count + 1)]


def written(number: float) -> str:
    """As an attribute of SVG has it: at most two decimals, a point, never an exponent."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def highest(values: Iterable[Decimal | None]) -> float:
    return max((float(value) for value in values if value is not None), default=0.0)
