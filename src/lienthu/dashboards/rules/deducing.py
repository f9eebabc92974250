"""What a reader with pencil and paper could work out of hidden cells: all sums together, not one at a time. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Key = Any
Row = dict[Key, float]
Range = tuple[float, float | None]  # from, to; None: no end
ROUNDS = 12  # of narrowing; what is told only after more of them is told by no short way
NEARLY = 1e-6  # counts are whole; what is smaller is the machine's rounding


@dataclass(frozen=True)
class Equation:
    """The hidden cells, each so many times, make up `value`."""

    cells: Mapping[Key, float]
    value: float


def deduced(equations: Sequence[Equation], ranges: Mapping[Key, Range], of: Collection[Key]) -> set[Key]:
    """Those cells `of` which have but one value left, by all equations together and what is known of each cell.

    Equations are solved as far as they go, and the ranges narrowed by them and by what they solve to.
    """
    found = dict(ranges)
    every = [*equations, *_solved(equations, min), *_solved(equations, max)]
    for _round in range(ROUNDS):
        narrower = False
        for each in every:
            for key, narrowed in _narrowed(each, found):
                if _is_narrower(narrowed, found[key]):
                    found[key], narrower = narrowed, True
        if not narrower:
            break
    return {key for key in of if (most := found[key][1]) is not None and found[key][0] > most - NEARLY}


def _is_narrower(new: Range, old: Range) -> bool:
    if new[0] > old[0] + NEARLY:
        return True
    return new[1] is not None and (old[1] is None or new[1] < old[1] - NEARLY)


def _solved(equations: Sequence[Equation], first: Callable[..., Key]) -> list[Equation]:
    """What they say when solved for one cell after the other (Gauss and Jordan); `first` chooses the cell of a row."""
    solved: dict[Key, tuple[Row, float]] = {}  # by the cell that stands in no other row
    for each in equations:
        row, value = dict(each.cells), each.value
        for key in [key for key in row if key in solved]:
            value = _less(row, value, solved[key], row.get(key, 0.0))
        if not row:
            continue
        lead = first(row, key=str)
        size = row[lead]
        row, value = {key: times / size for key, times in row.items()}, value / size
        for key, (other, was) in list(solved.items()):
            if lead in other:
                solved[key] = (other, _less(other, was, (row, value), other[lead]))
        solved[lead] = (row, value)
    return [Equation(row, value) for row, value in solved.values()]


def _less(row: Row, value: float, other: tuple[Row, float], times: float) -> float:
    """Take the other row so many times from this one; the value that is left."""
    if times:
        for key, each in other[0].items():
            left = row.get(key, 0.0) - each * times
            if abs(left) > NEARLY:
                row[key] = left
            else:
                row.pop(key, None)
    return value - other[1] * times


def _narrowed(each: Equation, ranges: Mapping[Key, Range]) -> Iterator[tuple[Key, Range]]:
    """Each cell's range by what all others of the equation can be."""
    ends = {key: _times(ranges[key], times) for key, times in each.cells.items()}
    open_below = [key for key, (least, _most) in ends.items() if least is None]
    open_above = [key for key, (_least, most) in ends.items() if most is None]
    least = sum((end for end, _most in ends.values() if end is not None), 0.0)
    most = sum((end for _least, end in ends.values() if end is not None), 0.0)
    for key, times in each.cells.items():
        own = ends[key]
        highest = each.value - (least - (own[0] or 0)) if not open_below or open_below == [key] else None
        lowest = each.value - (most - (own[1] or 0)) if not open_above or open_above == [key] else None
        bounds = (lowest, highest) if times > 0 else (highest, lowest)
        yield key, _within(ranges[key], tuple(None if end is None else end / times for end in bounds))


def _times(known: Range, times: float) -> tuple[float | None, float | None]:
    ends = (known[0] * times, None if known[1] is None else known[1] * times)
    return ends if times > 0 else (ends[1], ends[0])


def _within(known: Range, bounds: tuple[float | None, ...]) -> Range:
    low, high = bounds
    least = known[0] if low is None else max(known[0], low)
    most = known[1] if high is None else high if known[1] is None else min(known[1], high)
    return least, most
