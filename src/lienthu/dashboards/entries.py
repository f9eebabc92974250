"""Who is led from a figure to the entries of the ledger behind it: those who may read the ledger."""

from dataclasses import dataclass
from typing import Any

from lienthu.accounts.models import User
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place
from lienthu.indicators.rules.periods import Period
from lienthu.returns.queries.evidence import entries


@dataclass(frozen=True)
class Ways:
    """The ways of one person; there are none for whoever may not read the ledger."""

    open: bool

    def to(self, indicator: Indicator, place: Place, period: Period, **facts: Any) -> str:
        """The address; "" where the figure does not come from the ledger, or there is no way for this person."""
        return entries(indicator, place, period, **facts) if self.open else ""


def ways(user: User) -> Ways:
    return Ways(allowed(user, "ledger.read", SOMEWHERE))
