"""What the pages of reports need of a document's pieces."""

from decimal import Decimal

from django import template

from lienthu.common.content import Piece, Table
from lienthu.common.templatetags.components import figure

register = template.Library()


@register.filter
def sort_of(piece: Piece) -> str:
    """heading, paragraph, points, table or chart."""
    return type(piece).__name__.lower()


@register.filter
def rows(table: Table) -> list[list[tuple[str, bool]]]:
    """Cells with whether they are numbers."""
    return [[(cell, at in table.numeric) for at, cell in enumerate(row)] for row in table.rows]


@register.filter
def kept(value: str | None, decimals: int = 0) -> str:
    """A figure that was frozen as text."""
    return str(figure(None if value is None else Decimal(value), decimals))
