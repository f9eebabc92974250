"""What the ledger has for recipes, by whatever it is asked for: months where they will do, days where they must."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import CharField, QuerySet
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

    `key`: host, owner or site, of which only `keys` count. Recipes that ask for kinds of material have a statement of
    their own, so that all others are read from the sums of months and years.
    """
    fine = {code: recipe for code, recipe in recipes.items() if _asks(recipe, "material")}
    broad = {code: recipe for code, recipe in recipes.items() if code not in fine}
    for group in (broad, fine):
        if group:
            only: dict[str, Any] = {f"{key}s": keys}
            names = list(dict.fromkeys(["kind", *_facts(group), *by]))
            for row in sums(kinds_of(group.values()), period.first, period.until, names, **only):
                yield from _taken(group, row.facts, row.quantity)


def _asks(recipe: FromLedger, fact: str) -> bool:
    return any(name == fact for name, _wanted in recipe.where)


def _facts(recipes: Recipes) -> list[str]:
    """Only those that a recipe asks for: fewer groups, fewer rows."""
    return sorted({fact for recipe in recipes.values() for fact, _wanted in recipe.where})


def _taken(recipes: Recipes, facts: Mapping[str, Any], quantity: int) -> Iterator[tuple[str, Mapping[str, Any], int]]:
    for code, recipe in recipes.items():
        if quantity and recipe.takes(facts):
            yield code, facts, quantity


def kinds_of(recipes: Iterable[FromLedger]) -> frozenset[str]:
    return frozenset[str]().union(*(recipe.kinds for recipe in recipes))


def daily(recipes: Iterable[FromLedger], period: Period) -> QuerySet[Any]:
    """The daily sums that the recipes may take from."""
    rows: QuerySet[Any] = DailySum.objects.filter(
        kind__in=kinds_of(recipes), booked_on__gte=period.first, booked_on__lt=period.until
    )
    return rows.order_by()
