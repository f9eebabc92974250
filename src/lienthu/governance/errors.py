"""What can be wrong with an election, an entry of the fund, a resolution or what is told of it."""

from lienthu.common.errors import DomainError


class ElectionRefused(DomainError):
    """An election that cannot be held, counted or closed as it is; `field` names what to mend."""


class FundRefused(DomainError):
    """An entry of the fund, or a contribution, that cannot be written or approved."""


class ResolutionRefused(DomainError):
    """A resolution that cannot be written, amended or adopted as it is."""


class DutyRefused(DomainError):
    """What is told of an item and cannot be taken so."""
