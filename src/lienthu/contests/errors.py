"""What contests and sports days refuse."""

from lienthu.common.errors import DomainError


class ContestRefused(DomainError):
    """Something about a contest or a sports day that cannot be so; `field` in the context is where it was entered."""
