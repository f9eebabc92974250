"""Where a figure will stand at the end of its period, and whether that is enough."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

CLOSE = Decimal("0.95")  # of the target: what a forecast may miss and still be worth an effort
EARLY = 0.05  # of the period: before that nothing can be foretold from the period itself


class Standing(StrEnum):
    REACHED = "reached"
    ON_COURSE = "on_course"
    CLOSE = "close"
    BEHIND = "behind"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Standing.REACHED: _("reached"),
    Standing.ON_COURSE: _("on course"),
    Standing.CLOSE: _("just short"),
    Standing.BEHIND: _("behind"),
    Standing.UNKNOWN: _("cannot be told yet"),
}


@dataclass(frozen=True)
class SoFar:
    """A figure during its period. Where the year before is known, it is known up to the same day and whole."""

    value: Decimal | None
    elapsed: float  # part of the period that is over
    before_so_far: Decimal | None = None
    before_whole: Decimal | None = None
    adds_up: bool = True  # a flow; a level or a ratio stays where it stands


def forecast(known: SoFar) -> Decimal | None:
    """The value at the end: as the year before went on from the same day, else in step with the days; None: unknown.

    A library that lends most in the summer is behind in May every year; the year before knows it.
    """
    if known.value is None:
        return None
    if not known.adds_up or known.elapsed >= 1:
        return known.value
    if known.before_so_far and known.before_whole is not None:
        return known.value * known.before_whole / known.before_so_far
    if known.elapsed < EARLY:
        return None
    return known.value / Decimal(str(round(known.elapsed, 6)))


def standing(known: SoFar, target: Decimal) -> Standing:
    """How the figure stands to its target."""
    if known.value is not None and known.value >= target:
        return Standing.REACHED
    foreseen = forecast(known)
    if foreseen is None:
        return Standing.UNKNOWN
    if foreseen >= target:
        return Standing.ON_COURSE
    return Standing.CLOSE if foreseen >= target * CLOSE else Standing.BEHIND


def part_of(value: Decimal | None, target: Decimal) -> Decimal | None:
    """How much of the target is reached, in percent; None where either tells nothing."""
    return None if value is None or not target else value * 100 / target
