"""What the visits room refuses."""

from lienthu.common.errors import DomainError


class CountRefused(DomainError):
    """A visit that is not counted, not taken back, or not corrected as asked."""


class GateFileRefused(DomainError):
    """A file of a gate that is not read."""


class SessionRefused(DomainError):
    """A computer that is not lent, or a session that is not changed as asked."""
