"""What can be wrong with indicators, periods and targets."""

from lienthu.common.errors import DomainError


class IndicatorRefused(DomainError):
    """An indicator, its recipe or a formula that cannot be used as it is."""


class PeriodRefused(DomainError):
    """A period that cannot be read."""


class TargetRefused(DomainError):
    """A target that cannot be set as it is."""
