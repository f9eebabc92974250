"""What circulation refuses, and why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lienthu.common.errors import DomainError

if TYPE_CHECKING:
    from lienthu.patrons.rules import Refusal


class Refused(DomainError):
    """Something at the desk is not done; `refusals` has every reason at once, each with who may do it all the same."""

    def __init__(self, refusals: "Sequence[Refusal]", /, **context: object) -> None:
        super().__init__(refusals[0].code, " ".join(refusal.message for refusal in refusals), **context)
        self.refusals = tuple(refusals)

    @property
    def overridable(self) -> bool:
        return all(refusal.overridable_by for refusal in self.refusals)


class LoanRefused(Refused):
    """A copy is not lent."""


class RenewalRefused(Refused):
    """A loan is not renewed."""


class ReturnRefused(Refused):
    """A copy is not taken back here."""


class MarkRefused(Refused):
    """A copy is not marked as asked: lost, damaged, used in the house."""


class TransferRefused(Refused):
    """A copy is not sent, or not received."""


class HoldRefused(Refused):
    """A hold is not placed, or not changed as asked."""


class WayCostRefused(DomainError):
    """What a way costs cannot be kept as given."""


class UndoRefused(DomainError):
    """A desk action cannot be taken back: too late, or something later rests on it."""


class PolicyRefused(DomainError):
    """A policy cannot be kept as given."""


class ShiftRefused(DomainError):
    """Due dates are not shifted as asked. `context["field"]` names the field it is about, where one is."""
