"""The figures of places in a period, from the ledger, from counts, and worked out of one another.

The rooms above ask here, never the ledger. A figure counted by hand is not known here: it is what somebody reported,
and stands in the returns; `known` hands such figures in for formulas.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from lienthu.indicators.models import Count, Indicator
from lienthu.indicators.queries.beginnings import beginnings
from lienthu.indicators.queries.booked import booked, daily
from lienthu.indicators.queries.places import WHOLE, Place, Shares, Sort, shares
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.formulas import Formula
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import ByHand, Counted, FromLedger, Worked

Values = dict[tuple[str, Place], Decimal | None]  # by code and place; None: not available


@dataclass(frozen=True)
class Asked:
    """What was asked for."""

    period: Period
    places: Sequence[Place]
    restated_on: date | None = None


def figures(
    indicators: Collection[Indicator],
    period: Period,
    places: Collection[Place],
    *,
    known: Mapping[tuple[str, Place], Decimal | None] | None = None,
    restated_on: date | None = None,
) -> Values:
    """The value of each indicator at each place; None where it is not available (nobody counted it), which is not 0.

    Formulas may name indicators that were not asked for only through `known`. `restated_on` as in `places.shares`.
    A number of queries that does not grow with the places.
    """
    asked = Asked(period, list(dict.fromkeys(places)), restated_on)
    parts = shares(asked.places, period, restated_on=restated_on)
    found: Values = dict(known or {})
    known_recipes = {one.code: recipes.of(one) for one in indicators}
    of_ledger = {code: recipe for code, recipe in known_recipes.items() if isinstance(recipe, FromLedger)}
    found.update(_of_ledger(of_ledger, asked, parts))
    counted = {code: recipe.measure for code, recipe in known_recipes.items() if isinstance(recipe, Counted)}
    found.update(_counted(counted, asked, parts))
    for code, recipe in known_recipes.items():
        if isinstance(recipe, ByHand):
            for place in asked.places:
                found.setdefault((code, place), None)
    formulas = {code: recipe.formula for code, recipe in known_recipes.items() if isinstance(recipe, Worked)}
    work_out(formulas, asked.places, found)
    return found


def _of_ledger(recipes: Mapping[str, FromLedger], asked: Asked, parts: Mapping[Place, Shares]) -> Values:
    """0 only from the month on in which anything of the kind was first booked there (`beginnings`)."""
    first = beginnings(recipes, parts) if recipes else {}
    known = {key for key, day in first.items() if day < asked.period.until}
    found: Values = {
        (code, place): Decimal() if (code, place) in known else None for code in recipes for place in asked.places
    }
    plain = {code: recipe for code, recipe in recipes.items() if not recipe.distinct_sites}
    for credit in ("host", "owner"):
        credited = {code: recipe for code, recipe in plain.items() if recipe.credit == credit}
        if credited:
            found.update(_summed(credited, credit, asked, parts))
    for code, recipe in recipes.items():
        if recipe.distinct_sites:
            different = _different_sites(code, recipe, asked, parts)
            found.update({key: value for key, value in different.items() if value or key in known})
    return found


def _summed(recipes: Mapping[str, FromLedger], credit: str, asked: Asked, parts: Mapping[Place, Shares]) -> Values:
    """What was booked, grouped by the facts that recipes ask for and by organisation (or site)."""
    found: Values = {}
    sites = [place for place in asked.places if place.sort == Sort.SITE]
    for key, places in ((credit, [p for p in asked.places if p.sort != Sort.SITE]), ("site", sites)):
        if places:
            holders = holders_of(places, parts)
            whole = only_one(holders)
            for code, facts, quantity in booked(recipes, asked.period, key, list(holders), [] if whole else [key]):
                for place, share in whole or holders[facts[key]]:
                    found[code, place] = (found.get((code, place)) or Decimal()) + quantity * share
    return found


def only_one(holders: Mapping[int, Sequence[tuple[Place, Decimal]]]) -> list[tuple[Place, Decimal]]:
    """The one place that all of these belong to wholly, if there is but one: then no row is needed for each of them."""
    whole = {held for belonging in holders.values() for held in belonging}
    return list(whole) if len(whole) == 1 and all(share == WHOLE for _place, share in whole) else []


def holders_of(places: Iterable[Place], parts: Mapping[Place, Shares]) -> dict[int, list[tuple[Place, Decimal]]]:
    """By organisation (or site): for which places its doings count, and by which share."""
    holders: dict[int, list[tuple[Place, Decimal]]] = {}
    for place in places:
        held = {place.pk: Decimal(1)} if place.sort == Sort.SITE else parts[place]
        for one, share in held.items():
            holders.setdefault(one, []).append((place, share))
    return holders


def _different_sites(code: str, recipe: FromLedger, asked: Asked, parts: Mapping[Place, Shares]) -> Values:
    """How many sites had any of it; one that two libraries served counts once in what is above both."""
    rows = daily([recipe], asked.period).filter(site__gt=0)
    for fact, wanted in recipe.where:
        if fact != "on_trip":
            rows = rows.filter(**{f"{fact}__in": list(wanted)})
    seen = rows.values(recipe.credit, "site").annotate(total=Sum("quantity")).filter(total__gt=0)
    at = [(row[recipe.credit], row["site"]) for row in seen]
    found: Values = {}
    for place in asked.places:
        if place.sort == Sort.SITE:
            sites = {site for _one, site in at if site == place.pk}
        else:
            sites = {site for one, site in at if parts[place].get(one)}
        found[code, place] = Decimal(len(sites))
    return found


def _counted(measures: Mapping[str, str], asked: Asked, parts: Mapping[Place, Shares]) -> Values:
    """The last count within the period, of each organisation of a place; none at all: not available."""
    if not measures:
        return {}
    rows = Count.objects.filter(
        measure__in=set(measures.values()), on__gte=asked.period.first, on__lt=asked.period.until
    ).order_by("on")
    last = {(row.measure, row.organisation_id): row.value for row in rows}
    found: Values = {}
    for code, measure in measures.items():
        for place in asked.places:
            values = [last[measure, one] * share for one, share in parts[place].items() if (measure, one) in last]
            found[code, place] = sum(values, Decimal()) if values else None
    return found


def work_out(formulas: dict[str, Formula], places: Sequence[Place], found: Values) -> None:
    """Formulas, those first whose parts are known; one that stands in a ring is not available."""
    while formulas:
        ready = [code for code, formula in formulas.items() if formula.codes.isdisjoint(formulas)]
        for code in ready or list(formulas):
            formula = formulas.pop(code)
            for place in places:
                known = {part: found.get((part, place)) for part in formula.codes}
                found[code, place] = formula.value(known) if ready else None
