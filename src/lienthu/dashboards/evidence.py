"""The one way from a figure to the entries of the ledger behind it."""

from datetime import date, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import FromLedger

PAGE = "ledger:entries"


def entries(indicator: Indicator, place: Place, period: Period, **facts: Any) -> str:
    """The address of the page with the entries; "" where the figure does not come from the ledger."""
    if not isinstance(recipes.of(indicator), FromLedger):
        return ""
    try:
        address = reverse(PAGE)
    except NoReverseMatch:
        return ""
    asked = {"indicator": indicator.code, "place": place.code, "period": period.code, **facts}
    return f"{address}?{urlencode(asked)}"


def within(first: date, following: date | None, period: Period) -> Period:
    """The part of the period from one step to the next."""
    return Period(max(first, period.first), min(following or period.until, period.until))


def up_to(day: date, period: Period) -> Period | None:
    """The part of the period that is over with the day; None before it begins."""
    until = min(day + timedelta(days=1), period.until)
    return Period(period.first, until) if until > period.first else None
