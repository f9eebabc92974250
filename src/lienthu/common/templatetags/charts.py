"""Charts as template tags: `{% load charts %}{% line_chart drawing %}`; the drawings come from `common.charts`.

Ten years have 120 steps, each with a place in the drawing, a row and a cell: these are put together here, for a
template takes a step for each of their words.
"""

from collections.abc import Iterable
from typing import Any, Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lienthu.common.charts import Cell, HeatDrawing, LineDrawing, Row, Spark
from lienthu.lib.charts.bars import Gauge

register = template.Library()

_HIT: Final = '<rect x="{}%" y="0" width="{}%" height="{}"><title>{}: {}</title></rect>'
_ROW: Final = '<tr><th scope="row">{}</th>{}</tr>'
_CELL: Final = '<td class="number heat-{}">{}</td>'


@register.inclusion_tag("common/charts/_line.html")
def line_chart(drawing: LineDrawing, *, table: bool = True) -> dict[str, Any]:
    """The chart, and below it the same as a table that unfolds."""
    return {"drawing": drawing, "table": table}


@register.simple_tag
def hits_of_steps(drawing: LineDrawing) -> SafeString:
    """Where the pointer finds each step, and what it says there."""
    return _joined("", (_hit(row, drawing.geometry.foot) for row in drawing.rows))


def _hit(row: Row, foot: int) -> SafeString:
    hit = format_html(_HIT, row.band.x, row.band.width, foot, row.step.label, " · ".join(row.values))
    return format_html('<a href="{}" tabindex="-1">{}</a>', row.step.url, hit) if row.step.url else hit


@register.simple_tag
def rows_of_steps(drawing: LineDrawing) -> SafeString:
    """The steps as rows of the table."""
    return _joined("\n", (format_html(_ROW, _led(row), _values(row)) for row in drawing.rows))


def _led(row: Row) -> SafeString | str:
    step = row.step
    return format_html('<a href="{}">{}</a>', step.url, step.label) if step.url else step.label


def _values(row: Row) -> SafeString:
    return format_html_join("", '<td class="number">{}</td>', ((value,) for value in row.values))


@register.simple_tag
def heat_cells(cells: Iterable[Cell]) -> SafeString:
    return _joined("", (format_html(_CELL, "none" if one.depth is None else one.depth, _told(one)) for one in cells))


def _told(cell: Cell) -> SafeString | str:
    if not cell.url:
        return cell.value
    told = '<a href="{}"><span class="visually-hidden">{}: </span>{}</a>'
    return format_html(told, cell.url, cell.label, cell.value)


def _joined(between: str, parts: Iterable[SafeString]) -> SafeString:
    return format_html_join(between, "{}", ((part,) for part in parts))


@register.inclusion_tag("common/charts/_heat.html")
def heat_table(drawing: HeatDrawing) -> dict[str, Any]:
    """A table whose cells are the deeper the more there is in them."""
    return {"drawing": drawing}


@register.inclusion_tag("common/charts/_gauge.html")
def gauge(gauge: Gauge, label: str, state: str = "plain") -> dict[str, Any]:
    """How far a value is towards its target; `state`: plain, good, warn or bad. The words stand beside it."""
    return {"gauge": gauge, "label": label, "state": state}


@register.inclusion_tag("common/charts/_spark.html")
def spark_line(spark: Spark | None) -> dict[str, Any]:
    return {"spark": spark}


@register.inclusion_tag("common/charts/_bar.html")
def bar(width: str, state: str = "plain") -> dict[str, Any]:
    """A bar in a cell of a table; the number stands in the cell beside it."""
    return {"width": width, "state": state}
