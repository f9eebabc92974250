"""The calls of a year, made at once: which periods, and when each is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lienthu.indicators.rules import periods
from lienthu.indicators.rules.periods import Period

REMIND_DAYS = (7, 1, -1)  # days before the day; below 0: days late
LATEST, EARLIEST = 60, -30


class Pattern(TextChoices):
    USUAL = "usual", _("6 months, 9 months, year")
    QUARTERS = "quarters", _("each quarter, and the year")
    ALL = "all", _("quarters, 6 and 9 months, year")
    MONTHS = "months", _("each month, and the year")
    YEAR = "year", _("the year alone")


_ENDS = {
    Pattern.USUAL: ("-6M", "-9M", ""),
    Pattern.QUARTERS: ("-Q1", "-Q2", "-Q3", "-Q4", ""),
    Pattern.ALL: ("-Q1", "-Q2", "-6M", "-Q3", "-9M", "-Q4", ""),
    Pattern.MONTHS: (*(f"-{month:02}" for month in range(1, 13)), ""),
    Pattern.YEAR: ("",),
}


@dataclass(frozen=True)
class Round:
    period: Period
    due_on: date


def of_year(year: int, pattern: Pattern, due_after: int) -> list[Round]:
    """The rounds of a year; each is due so many days after its last one (below 0: before it has ended)."""
    found = [periods.read(f"{year}{end}") for end in _ENDS[pattern]]
    return [Round(period, period.last + timedelta(days=due_after)) for period in found]


def days_late(due_on: date, day: date) -> int:
    """0 as long as it is not late."""
    return max((day - due_on).days, 0)
