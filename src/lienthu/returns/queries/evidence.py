"""Where the evidence behind a figure is shown."""

from django.urls import NoReverseMatch, reverse

from lienthu.indicators.queries.places import Place
from lienthu.indicators.rules.periods import Period

PAGE = "ledger:figure"  # indicator's code, place's code, period's code


def evidence_url(indicator: str, place: Place, period: Period) -> str:
    """The page of the entries behind a figure; "" where there is none."""
    try:
        return reverse(PAGE, args=[indicator, place.code, period.code])
    except NoReverseMatch:
        return ""
