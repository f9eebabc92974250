"""Reading the ledger: sums, the events behind them, and what is closed. Everything that other rooms call, by name."""

from lienthu.ledger.queries.beginnings import Begun, begun, first_months
from lienthu.ledger.queries.closings import closed_until, closings_of, late, open_days, told_later
from lienthu.ledger.queries.evidence import Page, events
from lienthu.ledger.queries.figures import by_day, events_of, total
from lienthu.ledger.queries.statements import BY
from lienthu.ledger.queries.sums import Narrowed, Sum, sums

__all__ = [
    "BY",
    "Begun",
    "Narrowed",
    "Page",
    "Sum",
    "begun",
    "by_day",
    "closed_until",
    "closings_of",
    "events",
    "events_of",
    "first_months",
    "late",
    "open_days",
    "sums",
    "told_later",
    "total",
]
