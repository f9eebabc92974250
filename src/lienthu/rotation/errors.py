"""What rotation refuses, and why."""

from collections.abc import Sequence
from typing import NamedTuple

from lienthu.common.errors import DomainError


class SiteRefused(DomainError):
    """A deposit site, a wish or a tally is not written down as asked."""


class SetRefused(DomainError):
    """A set is not made or changed as asked."""


class Against(NamedTuple):
    """One reason against it; `rule` names the rule that it breaks with its article, "" where there is none."""

    code: str
    message: str
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.message} ({self.rule})" if self.rule else self.message


class PackingRefused(DomainError):
    """A copy cannot be put into a set; `reasons` has every one."""

    def __init__(self, reasons: Sequence[Against], **context: object) -> None:
        self.reasons = list(reasons)
        super().__init__(self.reasons[0].code, " ".join(str(reason) for reason in self.reasons), **context)


class PlacementRefused(DomainError):
    """A placement does not take this step now; `reasons` has every one."""

    def __init__(self, reasons: Sequence[Against], **context: object) -> None:
        self.reasons = list(reasons)
        super().__init__(self.reasons[0].code, " ".join(str(reason) for reason in self.reasons), **context)


class PlanRefused(DomainError):
    """A plan is not worked out, changed or approved as asked."""


class QuestionRefused(DomainError):
    """A difference is not settled in this way."""


class LinkRefused(DomainError):
    """An address of a custodian is not, or no longer, good for this."""


class RuleRefused(DomainError):
    """A rule cannot stand as it is entered."""
