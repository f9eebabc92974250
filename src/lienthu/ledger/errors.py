"""What the ledger refuses."""

from lienthu.common.errors import DomainError


class LedgerRefused(DomainError):
    """An entry that the ledger does not take."""
