"""What stock refuses, and why."""

from lienthu.common.errors import DomainError


class AcquisitionRefused(DomainError):
    """An order or a gift cannot be written, changed or received as asked."""
