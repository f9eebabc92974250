"""Since when the ledger knows of a kind of doing at an organisation."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from lienthu.ledger.models import Beginning


class Begun(NamedTuple):
    """The first day of the first month that has any of the kind, on the channel, at the organisation."""

    organisation: int
    kind: str
    channel: str
    month: date


def begun(credit: str, organisations: Collection[int]) -> list[Begun]:
    """Of these organisations, as hosts or as owners (`Beginning.Credit`). One query; some twenty rows for each."""
    rows = Beginning.objects.filter(credit=credit, organisation__in=list(organisations)).order_by()
    return [Begun(*row) for row in rows.values_list("organisation", "kind", "channel", "month")]
