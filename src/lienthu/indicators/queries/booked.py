"""What the ledger has for recipes, by whatever it is asked for: months where they will do, days where they must."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, QuerySet, Sum
from django.db.models.functions import Cast, Substr

from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import FromLedger
from lienthu.ledger.models import DailySum
from lienthu.ledger.queries import sums

MONTH = Substr(Cast("booked_on", CharField()), 1, 7)  # "2026-03"; a function of the database's own, on both engines
Recipes = Mapping[str, FromLedger]


def booked(
    recipes: Recipes, period: Period, key: str, keys: Collection[int], by: Collection[str] = ()
) -> Iterator[tuple[str, Mapping[str, Any], int]]:
    """Code, facts and quantity of what was booked in the period; `by` names facts, and `month`, told by its first day.

    `key`: host, owner or site, of which only `keys` count. Recipes that ask for kinds of material, or for trips of the
    mobile library, have statements of their own, so that all others are read from the sums of months.
    """
    plain = {code: recipe for code, recipe in recipes.items() if not _asks(recipe, "on_trip")}
    fine = {code: recipe for code, recipe in plain.items() if _asks(recipe, "material")}
    broad = {code: recipe for code, recipe in plain.items() if code not in fine}
    for group in (broad, fine):
        if group:
            only: dict[str, Any] = {f"{key}s": keys}
            names = list(dict.fromkeys(["kind", *_facts(group), *by]))
            for row in sums(kinds_of(group.values()), period.first, period.until, names, **only):
                yield from _taken(group, row.facts, row.quantity)
    for on_trip in (True, False):
        group = {code: one for code, one in recipes.items() if _asks(one, "on_trip") and on_trip in _wants(one)}
        if group:
            yield from _on_trips(group, period, {f"{key}__in": list(keys)}, by, on_trip=on_trip)


def _asks(recipe: FromLedger, fact: str) -> bool:
    return any(name == fact for name, _wanted in recipe.where)


def _wants(recipe: FromLedger) -> frozenset[Any]:
    return next(wanted for name, wanted in recipe.where if name == "on_trip")


def _facts(recipes: Recipes) -> list[str]:
    """Only those that a recipe asks for: fewer groups, fewer rows."""
    return sorted({fact for recipe in recipes.values() for fact, _wanted in recipe.where} - {"on_trip"})


def _taken(recipes: Recipes, facts: Mapping[str, Any], quantity: int) -> Iterator[tuple[str, Mapping[str, Any], int]]:
    for code, recipe in recipes.items():
        if quantity and recipe.takes(facts):
            yield code, facts, quantity


def _on_trips(
    recipes: Recipes, period: Period, only: Mapping[str, Any], by: Collection[str], *, on_trip: bool
) -> Iterator[tuple[str, Mapping[str, Any], int]]:
    rows = daily(recipes.values(), period).filter(**only)
    rows = rows.filter(trip__gt=0) if on_trip else rows.filter(trip=0)
    if "month" in by:
        rows = rows.annotate(month=MONTH)
    names = list(dict.fromkeys(["kind", *_facts(recipes), *by]))
    for row in rows.values(*names).annotate(total=Sum("quantity")).iterator():
        facts = {**row, "on_trip": on_trip}
        if "month" in by:
            facts["month"] = date.fromisoformat(f"{row['month']}-01")
        yield from _taken(recipes, facts, row["total"])


def kinds_of(recipes: Iterable[FromLedger]) -> frozenset[str]:
    return frozenset[str]().union(*(recipe.kinds for recipe in recipes))


def daily(recipes: Iterable[FromLedger], period: Period) -> QuerySet[DailySum]:
    """The daily sums that the recipes may take from."""
    rows = DailySum.objects.filter(kind__in=kinds_of(recipes), booked_on__gte=period.first, booked_on__lt=period.until)
    return rows.order_by()
