"""The map as a template tag: `{% load maps %}{% map view %}`, where the view comes from `lienthu.common.maps`."""

from typing import Any

from django import template

from lienthu.common.maps import View

register = template.Library()


@register.inclusion_tag("common/_map.html", name="map")
def draw(view: View, *, table: bool = True) -> dict[str, Any]:
    """The map with its legend, and below it the same as a table; `table=False` where the page has one of its own."""
    return {"view": view, "table": table}
