"""Lending, renewing, taking back. Each verb writes its loan, its audit entry, its desk action and its ledger event
in one transaction, the ledger last: its sum of the day is the one row that all desks share."""

from lienthu.circulation.services.loans.alike import day_of
from lienthu.circulation.services.loans.lending import book_check_out, book_past_loan, check_out, override_check_out
from lienthu.circulation.services.loans.renewing import Renewal, book_renewal, override_renewal, renew, renew_all
from lienthu.circulation.services.loans.returning import Return, check_in

__all__ = [
    "Renewal",
    "Return",
    "book_check_out",
    "book_past_loan",
    "book_renewal",
    "check_in",
    "check_out",
    "day_of",
    "override_check_out",
    "override_renewal",
    "renew",
    "renew_all",
]
