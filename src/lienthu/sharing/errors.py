"""What this room refuses."""

from lienthu.common.errors import DomainError


class SharingRefused(DomainError):
    """A gift or a round of exchange cannot be changed that way, or not now."""
