"""Points from figures, sums, the order of candidates, and whether a vote carries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

CENT = Decimal("0.01")


def points_of(figure: int, *, full_at: int, most: int) -> Decimal:
    """The points of a figure: all of them from `full_at` on, below that its share, to two places."""
    if full_at < 1:
        return Decimal(0)
    return (Decimal(most) * min(figure, full_at) / full_at).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Points:
    """A line of a candidate's sheet: the council's points hold where it gave any, the candidate's own until then."""

    own: Decimal | None
    council: Decimal | None

    @property
    def held(self) -> Decimal:
        return self.council if self.council is not None else self.own or Decimal(0)


def sums(lines: Iterable[Points]) -> tuple[Decimal, Decimal]:
    """What the candidate gave itself, and what holds."""
    rows = list(lines)
    return sum((row.own or Decimal(0) for row in rows), Decimal(0)), sum((row.held for row in rows), Decimal(0))


def ranked(totals: Mapping[int, Decimal]) -> list[tuple[int, ...]]:
    """Candidates from the most points down; those with the same share a place."""
    ordered = sorted(totals, key=lambda key: (-totals[key], key))
    return [tuple(level) for _points, level in groupby(ordered, key=totals.__getitem__)]


def carried(votes_for: int, council: int, needs: int) -> bool:
    """Whether more than `needs` per cent of the whole council voted for it; who was absent did not."""
    return votes_for * 100 > council * needs
