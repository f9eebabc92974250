"""Lines over time: one or several series over the same steps, with gaps where nothing is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lienthu.lib.charts.scales import highest, ticks, written

Values = Sequence[Decimal | None]


@dataclass(frozen=True)
class Tick:
    """A line of the scale: `at` in pixels from the top, or in per cent from the left."""

    at: str
    value: float


@dataclass(frozen=True)
class Mark:
    """A value's place; `index`: which step it is."""

    x: str
    y: str
    index: int


@dataclass(frozen=True)
class Line:
    """A series: unbroken strokes as SVG's `points` has them, areas under them, and its marks."""

    strokes: tuple[str, ...]
    areas: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Band:
    """The part of the width that belongs to a step: where the pointer finds it."""

    x: str
    width: str
    middle: str
    index: int


@dataclass(frozen=True)
class LineChart:
    """`foot`: where 0 stands. Strokes and areas are in units of 100 by `height`, stretched to the width."""

    lines: tuple[Line, ...]
    scale: tuple[Tick, ...]
    bands: tuple[Band, ...]
    height: int
    foot: int


def chart(series: Sequence[Values], *, height: int = 200, head: int = 18, foot: int = 24) -> LineChart:
    """All series on one scale from 0; `head` and `foot` are the pixels left free above and below the lines."""
    steps = max((len(values) for values in series), default=0)
    scale = ticks(max((highest(values) for values in series), default=0.0))
    ground, room = height - foot, height - foot - head

    def down(value: Decimal | float) -> float:
        return ground - float(value) / scale[-1] * room

    lines = tuple(_line(values, steps, down, ground) for values in series)
    marks = tuple(Tick(written(down(value)), value) for value in scale)
    return LineChart(lines, marks, _bands(steps), height, ground)


def middle(index: int, steps: int) -> float:
    """The middle of a step's band, in per cent."""
    return (index + 0.5) * 100 / steps


def _bands(steps: int) -> tuple[Band, ...]:
    width = 100 / steps if steps else 0
    return tuple(
        Band(written(index * width), written(width), written(middle(index, steps)), index) for index in range(steps)
    )


def _line(values: Values, steps: int, down: Callable[[Decimal | float], float], ground: int) -> Line:
    spots = [
        (middle(index, steps), down(value), index) if value is not None else None for index, value in enumerate(values)
    ]
    strokes: list[str] = []
    areas: list[str] = []
    run: list[tuple[float, float, int]] = []
    for spot in (*spots, None):
        if spot is not None:
            run.append(spot)
        elif run:
            points = " ".join(f"{written(x)},{written(y)}" for x, y, _index in run)
            strokes.append(points)
            areas.append(f"{written(run[0][0])},{ground} {points} {written(run[-1][0])},{ground}")
            run = []
    marks = tuple(Mark(written(x), written(y), index) for x, y, index in filter(None, spots))
    return Line(tuple(strokes), tuple(areas), marks)
