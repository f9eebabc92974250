"""How a figure stands to the year before: the change, and whether it is one to ask about."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lienthu.indicators.rules.periods import Period

JUMP = Decimal(50)  # per cent up or down, beyond which somebody should look
LEAST = Decimal(20)  # the difference below which no change is a jump: 2 courses after 1 are no sensation


@dataclass(frozen=True)
class Span:
    """A period on a day: as far as it has gone, and the same days of the year before."""

    period: Period
    today: date

    @property
    def so_far(self) -> Period | None:
        """Up to today, today included; None before it begins."""
        until = min(self.today + timedelta(days=1), self.period.until)
        return Period(self.period.first, until) if until > self.period.first else None

    @property
    def is_running(self) -> bool:
        return self.so_far is not None and not self.period.is_over(self.today)

    @property
    def same_days(self) -> Period:
        """Of the year before: as many days as have gone of this one, all of them once it is over."""
        return (self.so_far or self.period).a_year_before() if self.is_running else self.period.a_year_before()

    @property
    def is_to_come(self) -> bool:
        return self.so_far is None


def change(value: Decimal | None, before: Decimal | None) -> Decimal | None:
    """In per cent of what was before; None where either is not known or there was nothing."""
    return None if value is None or not before else (value - before) * 100 / before


def is_jump(value: Decimal | None, before: Decimal | None) -> bool:
    found = change(value, before)
    return (
        found is not None
        and value is not None
        and before is not None
        and (abs(found) >= JUMP and abs(value - before) >= LEAST)
    )
