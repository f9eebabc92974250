"""What the room of awards refuses."""

from lienthu.common.errors import DomainError


class AwardRefused(DomainError):
    """Something about points or awards that cannot be so; `field` in the context is where it was entered."""
