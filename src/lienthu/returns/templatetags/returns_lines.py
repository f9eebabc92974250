"""What a line of a return shows in its field."""

from collections.abc import Mapping
from decimal import Decimal

from django import template

from lienthu.returns.queries.sheets import Line
from lienthu.returns.rules.reading import exactly

register = template.Library()


@register.filter
def at(known: Mapping[str, object] | str | None, code: str) -> object:
    """What stands under the code; "" where nothing does."""
    return known.get(code, "") if isinstance(known, Mapping) else ""


@register.simple_tag
def typed_in(line: Line, typed: Mapping[str, str | None] | str | None) -> str:
    """What was typed where it could not be read, else the figure."""
    said = typed.get(line.code) if isinstance(typed, Mapping) else None
    return said if said else line.text


@register.filter
def shown_value(line: Line) -> str:
    return line.text


@register.filter
def exact(value: Decimal | None) -> str:
    """With as many decimals as it has."""
    return "" if value is None else exactly(value)
