"""Since when the ledger knows of a kind of doing at an organisation."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db import connection

from lienthu.ledger.queries.statements import narrowed


class Begun(NamedTuple):
    """The first day of the first month that has any of the kind, on the channel, at the organisation."""

    organisation: int
    kind: str
    channel: str
    month: date


def begun(credit: str, organisations: Collection[int]) -> list[Begun]:
    """Of these organisations, as hosts or as owners (`Beginning.Credit`). One query; some twenty rows for each."""
    if not organisations:
        return []
    among = narrowed("organisation", sorted(organisations))
    with connection.cursor() as cursor:  # of a federation thousands of rows, of a handful of months
        cursor.execute(
            "SELECT organisation, kind, channel, MIN(month) FROM ledger_beginning "  # noqa: S608 our names
            f"WHERE credit = %s AND {among.text} GROUP BY 1, 2, 3",
            [str(credit), *among.values],
        )
        rows = cursor.fetchall()
    days = {text: _day(text) for text in {row[-1] for row in rows}}
    return [Begun(organisation, kind, channel, days[text]) for organisation, kind, channel, text in rows]


def _day(told: str | date) -> date:
    return date.fromisoformat(told) if isinstance(told, str) else told
