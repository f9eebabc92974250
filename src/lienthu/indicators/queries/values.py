"""The figures of places in a period, from the ledger, from counts, and worked out of one another.

The rooms above ask here, never the ledger. A figure counted by hand is not known here: it is what somebody reported,
and stands in the returns; `known` hands such figures in for formulas.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from lienthu.indicators.models import Count, Indicator
from lienthu.indicators.queries.places import Place, Shares, Sort, shares
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.formulas import Formula
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import ByHand, Counted, FromLedger, Worked
from lienthu.ledger.models import DailySum

FACTS = ("kind", "age_band", "channel", "material")
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
    booked = {code: recipe for code, recipe in known_recipes.items() if isinstance(recipe, FromLedger)}
    found.update(_of_ledger(booked, asked, parts))
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
    found: Values = {}
    plain = {code: recipe for code, recipe in recipes.items() if not recipe.distinct_sites}
    for credit in ("host", "owner"):
        credited = {code: recipe for code, recipe in plain.items() if recipe.credit == credit}
        if credited:
            found.update(_summed(credited, credit, asked, parts))
    for code, recipe in recipes.items():
        if recipe.distinct_sites:
            found.update(_different_sites(code, recipe, asked, parts))
    return found


def _sums(recipes: Iterable[FromLedger], period: Period) -> QuerySet[DailySum]:
    kinds = frozenset[str]().union(*(recipe.kinds for recipe in recipes))
    return DailySum.objects.filter(kind__in=kinds, booked_on__gte=period.first, booked_on__lt=period.until)


def _summed(recipes: Mapping[str, FromLedger], credit: str, asked: Asked, parts: Mapping[Place, Shares]) -> Values:
    """One statement: all kinds, grouped by the facts that recipes ask for and by organisation (or site)."""
    found: Values = {(code, place): Decimal() for code in recipes for place in asked.places}
    sites = [place for place in asked.places if place.sort == Sort.SITE]
    for key, places in ((credit, [p for p in asked.places if p.sort != Sort.SITE]), ("site", sites)):
        if not places:
            continue
        holders = holders_of(places, parts)
        rows = _sums(recipes.values(), asked.period).filter(**{f"{key}__in": list(holders)})
        on_trip = Q(trip__gt=0)
        grouped = (
            rows.order_by()
            .values(*FACTS, key)
            .annotate(all=Sum("quantity"), travelling=Sum("quantity", filter=on_trip))
        )
        for row in grouped.iterator():
            _credit(found, row, key, recipes, holders)
    return found


def holders_of(places: Iterable[Place], parts: Mapping[Place, Shares]) -> dict[int, list[tuple[Place, Decimal]]]:
    """By organisation (or site): for which places its doings count, and by which share."""
    holders: dict[int, list[tuple[Place, Decimal]]] = {}
    for place in places:
        held = {place.pk: Decimal(1)} if place.sort == Sort.SITE else parts[place]
        for one, share in held.items():
            holders.setdefault(one, []).append((place, share))
    return holders


def _credit(
    found: Values,
    row: Mapping[str, Any],
    key: str,
    recipes: Mapping[str, FromLedger],
    holders: Mapping[int, list[tuple[Place, Decimal]]],
) -> None:
    travelling = row["travelling"] or 0
    for on_trip, quantity in ((True, travelling), (False, row["all"] - travelling)):
        facts = {**row, "on_trip": on_trip}
        for code, recipe in recipes.items():
            if quantity and recipe.takes(facts):
                for place, share in holders[row[key]]:
                    found[code, place] = (found[code, place] or Decimal()) + quantity * share


def _different_sites(code: str, recipe: FromLedger, asked: Asked, parts: Mapping[Place, Shares]) -> Values:
    """How many sites had any of it; one that two libraries served counts once in what is above both."""
    rows = _sums([recipe], asked.period).filter(site__gt=0).order_by()
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
