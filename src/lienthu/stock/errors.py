"""What stock refuses, and why."""

from lienthu.common.errors import DomainError


class AcquisitionRefused(DomainError):
    """An order or a gift cannot be written, changed or received as asked."""


class StocktakingRefused(DomainError):
    """A stocktaking is not opened, counted, closed or reopened as asked."""


class FindingRefused(DomainError):
    """A finding is not settled in this way."""


class WeedingRefused(DomainError):
    """A weeding list is not made, changed, carried out or undone as asked."""
