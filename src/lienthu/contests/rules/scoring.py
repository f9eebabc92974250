"""The points of a jury: each judge's total out of 100, the mean, who is far off, what is missing, who is first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from statistics import median
from typing import Final

WHOLE: Final = Decimal(100)
CENT: Final = Decimal("0.01")
ENOUGH_TO_TRIM = 4  # judges, before the highest and the lowest score are left out


@dataclass(frozen=True)
class Yardstick:
    """A criterion: 0 to `most` points, counting `weight` times."""

    key: int
    most: int
    weight: int = 1


@dataclass(frozen=True)
class Standing:
    """What a jury said of one entry. `totals` has each judge's total out of 100, None where points are missing."""

    totals: Mapping[int, Decimal | None]
    score: Decimal | None  # None: nobody has given all points
    missing: tuple[tuple[int, int], ...]  # (judge, criterion)
    outliers: tuple[int, ...]  # judges who are far from the middle of the others
    left_out: tuple[int, ...] = ()  # judges whose total was trimmed


Points = Mapping[tuple[int, int], Decimal]  # (judge, criterion) → points


def standing(points: Points, judges: Sequence[int], sticks: Sequence[Yardstick], *, gap: int, trims: bool) -> Standing:
    """Each judge's weighted points out of 100, and their mean to two places, halves up."""
    missing = tuple((judge, stick.key) for judge in judges for stick in sticks if (judge, stick.key) not in points)
    lacking = {judge for judge, _criterion in missing}
    totals = {judge: None if judge in lacking else _total(points, judge, sticks) for judge in judges}
    given = {judge: total for judge, total in totals.items() if total is not None}
    outliers = tuple(judge for judge in given if _far_off(judge, given, gap))
    counted = dict(given)
    if trims and len(given) >= ENOUGH_TO_TRIM:
        ordered = sorted(given, key=lambda judge: (given[judge], judge))
        counted = {judge: given[judge] for judge in ordered[1:-1]}
    mean = sum(counted.values(), Decimal(0)) / len(counted) if counted else None
    score = None if mean is None else mean.quantize(CENT, ROUND_HALF_UP)
    return Standing(totals, score, missing, outliers, tuple(judge for judge in given if judge not in counted))


def _total(points: Points, judge: int, sticks: Sequence[Yardstick]) -> Decimal:
    most = sum(stick.most * stick.weight for stick in sticks)
    mine = sum((points[judge, stick.key] * stick.weight for stick in sticks), Decimal(0))
    return mine * WHOLE / most


def _far_off(judge: int, given: Mapping[int, Decimal], gap: int) -> bool:
    others = [total for other, total in given.items() if other != judge]
    return len(others) > 1 and abs(given[judge] - median(others)) >= gap


def parted(order: Sequence[tuple[int, ...]], ahead: Mapping[int, int]) -> list[tuple[int, ...]]:
    """The order with equals taken apart by the jury's word: the higher `ahead`, the earlier."""
    found: list[tuple[int, ...]] = []
    for level in order:
        placed = sorted(level, key=lambda entry: -ahead.get(entry, 0))
        found += [tuple(part) for _word, part in groupby(placed, key=lambda entry: ahead.get(entry, 0))]
    return found


def ranked(
    standings: Mapping[int, Standing], first_criterion: Mapping[int, Decimal], ties: Sequence[str]
) -> list[tuple[int, ...]]:
    """Entries from the best down, those that nothing parts together; an entry without a score is left out."""

    def key(entry: int) -> tuple[Decimal, ...]:
        found = standings[entry]
        given = [total for total in found.totals.values() if total is not None]
        measures = {
            "first_criterion": first_criterion.get(entry, Decimal(0)),
            "median": median(given) if given else Decimal(0),
            "lowest": min(given, default=Decimal(0)),
        }
        return (found.score or Decimal(0), *(measures[tie] for tie in ties if tie in measures))

    scored = sorted((each for each, found in standings.items() if found.score is not None), key=lambda each: each)
    scored.sort(key=key, reverse=True)
    return [tuple(level) for _key, level in groupby(scored, key=key)]
