"""What the mobile library refuses."""

from lienthu.common.errors import DomainError


class MobileRefused(DomainError):
    """Something about vehicles, stops or trips that cannot be so; `field` in the context names where it was entered."""
