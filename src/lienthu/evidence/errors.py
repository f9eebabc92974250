"""What is refused when an event is corrected."""

from lienthu.common.errors import DomainError


class EvidenceRefused(DomainError):
    """The event stays as it is."""
