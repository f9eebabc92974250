"""The one way from a figure to what is behind it: entries of the ledger, or the page that takes it apart."""

from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode

from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import ByHand, Counted, FromLedger

PLACES: Final = {Sort.SITE: "site", Sort.NETWORK: "below", Sort.FEDERATION: "federation"}

COPIES: Final[dict[str, dict[str, str]]] = {"copies": {}, "titles": {}, "serial_titles": {"kind": "serial"}}  # measures


def entries(indicator: Indicator, place: Place, period: Period, **facts: Any) -> str:
    """The address of the page with the entries, or of counted copies with these; "" where there is no such page.

    Of a network it shows what stands below on the period's last day.
    """
    recipe = recipes.of(indicator)
    last = period.until - timedelta(days=1)
    if isinstance(recipe, Counted) and recipe.measure in COPIES and not facts and place.sort != Sort.SITE:
        where: dict[str, str | int] = {
            PLACES.get(place.sort, "owner"): place.pk,
            "last": f"{last:%Y-%m-%d}",
            **COPIES[recipe.measure],
        }
        return f"{reverse('evidence:copies')}?{urlencode(where)}"
    if not isinstance(recipe, FromLedger):
        return ""
    asked: list[tuple[str, str | int]] = [("first", f"{period.first:%Y-%m-%d}"), ("last", f"{last:%Y-%m-%d}")]
    asked += [("kind", kind) for kind in sorted(recipe.kinds)]
    asked += [(PLACES.get(place.sort, recipe.credit), place.pk), ("credit", recipe.credit)]
    for fact, wanted in (*recipe.where, *((name, [value]) for name, value in facts.items())):
        asked += [(fact, _word(value)) for value in sorted(wanted)]
    return f"{reverse('evidence:events')}?{urlencode(asked)}"


def behind(indicator: Indicator, place: Place, period: Period, *, in_ledger: bool = True) -> str:
    """The address that a computed figure leads to: its entries, or for sums and ratios the page of the figure.

    That page too for whoever may not read the ledger (`in_ledger`); "" of what is counted by hand.
    """
    address = entries(indicator, place, period) if in_ledger else ""
    if address or isinstance(recipes.of(indicator), ByHand):
        return address
    asked = {"indicator": indicator.code, "place": place.code, "period": period.code}
    return f"{reverse('dashboards:figure')}?{urlencode(asked)}"


def _word(value: Any) -> str | int:
    """As the page of the entries reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value or value == 0 else "none"
