"""Charts as pages draw them: the geometry of `lib.charts` with words and addresses. Drawn by `{% load charts %}`.

No script and no style: widths and places are attributes, colours come from css/charts.css. Beside each chart stands the
same as a table, which is what the keyboard and screen readers are led to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language

from lienthu.lib.charts import heat, lines
from lienthu.lib.vietnamese import numbers

MARKED = 36  # steps up to which each value has a dot
LONG = 6  # letters of the scale's words beyond which they want more room
WRITTEN = 12  # steps up to which each has its name below


def said(value: Decimal | float | None, decimals: int = 0) -> str:
    """A figure as the language has it; a dash where it is not available."""
    if value is None:
        return "–"
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return numbers.written(exact, decimals, english=get_language() == "en")


@dataclass(frozen=True)
class Step:
    """A step of a line chart, a row of its table: `short` stands below it, `url` leads to what is behind it."""

    label: str
    short: str = ""
    url: str = ""


@dataclass(frozen=True)
class Row:
    step: Step
    band: lines.Band
    values: tuple[str, ...]
    quiet: bool  # its name below is left out where the page is narrow


@dataclass(frozen=True)
class LineDrawing:
    """`key` is the chart's own on its page."""

    key: str
    title: str
    description: str
    names: tuple[str, ...]
    geometry: lines.LineChart
    scale: tuple[tuple[str, str], ...]  # pixels from the top, words
    rows: tuple[Row, ...]
    heading: str  # of the table's first column

    @property
    def shows_marks(self) -> bool:
        return len(self.rows) <= MARKED

    @property
    def named(self) -> list[Row]:
        """The rows of steps whose name stands below."""
        return [row for row in self.rows if row.step.short]

    @property
    def has_long_words(self) -> bool:
        """Whether the words of the scale want more room at its side: 1.000.000."""
        return any(len(words) > LONG for _at, words in self.scale)

    @property
    def series(self) -> list[tuple[int, str, lines.Line]]:
        """Number from 1, name, line; the first is the one that matters and is drawn last, on top."""
        numbered = zip(range(1, len(self.names) + 1), self.names, self.geometry.lines, strict=True)
        return list(reversed(list(numbered)))

    @property
    def is_empty(self) -> bool:
        return not any(line.marks for line in self.geometry.lines)


def line_drawing(
    key: str,
    *,
    title: str | Promise,
    steps: Sequence[Step],
    series: Sequence[tuple[str | Promise, Sequence[Decimal | None]]],
    heading: str | Promise,
    decimals: int = 0,
    description: str | Promise = "",
    height: int = 220,
) -> LineDrawing:
    """One or several series over the same steps."""
    geometry = lines.chart([values for _name, values in series], height=height)
    named = [step for step in steps if step.short]
    quiet = {step.label for step in named[1::2]} if len(named) > WRITTEN / 2 else set()
    rows = tuple(
        Row(step, band, tuple(said(values[band.index], decimals) for _name, values in series), step.label in quiet)
        for step, band in zip(steps, geometry.bands, strict=True)
    )
    scale = tuple((tick.at, said(tick.value, _places(tick.value))) for tick in geometry.scale)
    names = tuple(str(name) for name, _values in series)
    return LineDrawing(key, str(title), str(description), names, geometry, scale, rows, str(heading))


def _places(value: float) -> int:
    """The decimals that a round number needs."""
    return max(-int(Decimal(str(round(value, 4))).normalize().as_tuple().exponent), 0) if value % 1 else 0


@dataclass(frozen=True)
class Spark:
    """A small line without words, beside a figure that says it all."""

    strokes: tuple[str, ...]
    areas: tuple[str, ...]
    height: int


def spark(values: Sequence[Decimal | None], height: int = 36) -> Spark | None:
    """None where there is nothing to be seen."""
    if sum(value is not None for value in values) < 2 or not any(values):
        return None
    geometry = lines.chart([values], height=height, head=3, foot=1)
    return Spark(geometry.lines[0].strokes, geometry.lines[0].areas, height)


@dataclass(frozen=True)
class Cell:
    """A cell of a heat table. `depth` 0–5; None: not known."""

    value: str
    depth: int | None
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class HeatDrawing:
    title: str
    columns: tuple[tuple[str, str], ...]  # short and whole name
    rows: tuple[tuple[str, tuple[Cell, ...], str], ...]  # name, cells, total
    legend: tuple[tuple[int, str], ...]  # depth, from … to …


def heat_drawing(
    *,
    title: str | Promise,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, Sequence[tuple[Decimal | None, str]], Decimal | None]],
    decimals: int = 0,
) -> HeatDrawing:
    """Rows: name, (value, address) for each column, total."""
    values = [value for _name, cells, _total in rows for value, _url in cells]
    limits = heat.bounds(values)
    drawn = tuple(
        (
            name,
            tuple(
                Cell(said(value, decimals), heat.depth(value, limits), url, f"{whole} {name}")
                for (value, url), (_short, whole) in zip(cells, columns, strict=True)
            ),
            said(total, decimals),
        )
        for name, cells, total in rows
    )
    return HeatDrawing(str(title), tuple(columns), drawn, _legend(values, limits, decimals))


def _legend(values: Sequence[Decimal | None], limits: list[Decimal], decimals: int) -> tuple[tuple[int, str], ...]:
    """What each depth stands for: the least and the greatest value that has it."""
    of_depth: dict[int, list[Decimal]] = {}
    for value in values:
        if value is not None and (depth := heat.depth(value, limits) or 0):
            of_depth.setdefault(depth, []).append(value)
    return tuple(
        (depth, "–".join(dict.fromkeys((said(min(found), decimals), said(max(found), decimals)))))
        for depth, found in sorted(of_depth.items())
    )
