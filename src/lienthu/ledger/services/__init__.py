"""What may be done to the ledger. Everything that other rooms call is here by name."""

from lienthu.ledger.services.booking import Activity, append, append_all, correct, on_trip
from lienthu.ledger.services.closing import close, reopen
from lienthu.ledger.services.rebuilding import rebuild
from lienthu.ledger.services.undoing import take_back

__all__ = ["Activity", "append", "append_all", "close", "correct", "on_trip", "rebuild", "reopen", "take_back"]
