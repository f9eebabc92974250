"""Reading the ledger: sums, the events behind them, and what is closed. Everything that other rooms call, by name."""

from lienthu.ledger.queries.closings import closed_until, closings_of, late, open_days, told_later
from lienthu.ledger.queries.figures import by_day, events_of, total

__all__ = ["by_day", "closed_until", "closings_of", "events_of", "late", "open_days", "told_later", "total"]
