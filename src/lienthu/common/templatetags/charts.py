"""Charts as template tags: `{% load charts %}{% line_chart drawing %}`; the drawings come from `common.charts`."""

from typing import Any

from django import template

from lienthu.common.charts import HeatDrawing, LineDrawing, Spark
from lienthu.lib.charts.bars import Gauge

register = template.Library()


@register.inclusion_tag("common/charts/_line.html")
def line_chart(drawing: LineDrawing, *, table: bool = True) -> dict[str, Any]:
    """The chart, and below it the same as a table that unfolds."""
    return {"drawing": drawing, "table": table}


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
