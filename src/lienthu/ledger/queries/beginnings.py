"""Since when the ledger knows of a kind of doing at an organisation."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from lienthu.ledger.queries.statements import narrowed


class Begun(NamedTuple):
    """The first day of the first month that has any of the kind, on the channel, at the organisation."""

    organisation: int
    kind: str
    channel: str
    month: date


def begun(credit: str, organisations: Collection[int], kinds: Collection[str] | None = None) -> list[Begun]:
    """Of these organisations, as hosts or as owners (`Beginning.Credit`), of all kinds or these. One query."""
    rows = _first("organisation, kind, channel", credit, organisations, kinds)
    return [Begun(*row) for row in rows]


def first_months(credit: str, organisations: Collection[int]) -> dict[tuple[str, str], date]:
    """The first month of any of these organisations, by kind and channel. One query, and a row for each."""
    return {(kind, channel): month for kind, channel, month in _first("kind, channel", credit, organisations, None)}


def _first(
    by: str, credit: str, organisations: Collection[int], kinds: Collection[str] | None
) -> list[tuple[Any, ...]]:
    if not organisations or (kinds is not None and not kinds):
        return []
    among = [narrowed("organisation", sorted(organisations))]
    if kinds is not None:
        among.append(narrowed("kind", sorted(kinds)))
    with connection.cursor() as cursor:  # of a federation thousands of rows, of a handful of months
        cursor.execute(
            f"SELECT {by}, MIN(month) FROM ledger_beginning WHERE credit = %s AND "  # noqa: S608 our names
            f"{' AND '.join(part.text for part in among)} GROUP BY {by}",
            [str(credit), *(value for part in among for value in part.values)],
        )
        rows = cursor.fetchall()
    days = {told: date.fromisoformat(told) if isinstance(told, str) else told for told in {row[-1] for row in rows}}
    return [(*facts, days[told]) for *facts, told in rows]
