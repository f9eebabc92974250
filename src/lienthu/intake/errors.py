"""What this room refuses."""

from lienthu.common.errors import DomainError


class IntakeRefused(DomainError):
    """A file cannot be taken in, or not now; or a kept row cannot be settled that way."""
