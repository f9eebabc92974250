"""What tests of figures need: events of the ledger, and indicators as they come."""

from datetime import UTC, date, datetime
from typing import Any

from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.services.loads import load_indicators
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Event
from lienthu.ledger.models import Kind as Booked


def indicators(*codes: str, on: date = date(2026, 6, 1)) -> list[Indicator]:
    """Those of the program with these codes, loaded; all of them without codes."""
    load_indicators()
    known = by_code(on)
    return [known[code] for code in codes] if codes else list(known.values())


def happened(kind: Booked, on: date, **facts: Any) -> Event:
    """One activity at noon of the day."""
    activity = ledger.Activity(kind=kind, at=datetime(on.year, on.month, on.day, 5, tzinfo=UTC), **facts)
    return ledger.append(activity, actor=None)
