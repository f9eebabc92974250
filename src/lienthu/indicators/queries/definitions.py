"""Which indicators hold."""

from datetime import date

from lienthu.common.dated import on_day
from lienthu.indicators.models import Indicator


def indicators_on(day: date) -> list[Indicator]:
    """All that hold on the day, in the order of a report. One query."""
    return list(Indicator.objects.filter(on_day(day)))


def called(code: str) -> str | None:
    """The name of the indicator in its latest meaning; None where there is none."""
    found = Indicator.objects.filter(code=code).order_by("valid_from").last()
    return found.name if found else None


def by_code(day: date) -> dict[str, Indicator]:
    """The same, by code."""
    return {indicator.code: indicator for indicator in indicators_on(day)}
