"""What the ledger has for recipes, by whatever it is asked for: months where they will do, days where they must."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast, Substr

from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import FromLedger
from lienthu.ledger.models import DailySum
from lienthu.ledger.queries import sums

MONTH = Substr(Cast("booked_on", CharField()), 1, 7)  # "2026-03"; a function of the database's own, on both engines
Recipes = Mapping[str, FromLedger]
Taking = Sequence[tuple[str, FromLedger]]


def booked(
    recipes: Recipes, period: Period, key: str, keys: Collection[int], by: Collection[str] = ()
) -> Iterator[tuple[str, Mapping[str, Any], int]]:
    """Code, facts and quantity of what was booked in the period; `by` names facts, and `month`, told by its first day.

    `key`: host, owner or site, of which only `keys` count. Kinds of which no recipe asks more have a statement of their
    own, and those that are asked for kinds of material: all others are read from the sums of months and years, and
    told apart no further than somebody asks.
    """
    only: dict[str, Any] = {f"{key}s": keys}
    for kinds in _apart(recipes):
        facts = {fact for taking in kinds.values() for _code, recipe in taking for fact, _wanted in recipe.where}
        names = list(dict.fromkeys(["kind", *sorted(facts), *by]))
        for row in sums(list(kinds), period.first, period.until, names, **only):
            for code, recipe in kinds[row["kind"]]:
                if recipe.takes(row.facts):
                    yield code, row.facts, row.quantity


def _apart(recipes: Recipes) -> Iterable[Mapping[str, Taking]]:
    """The recipes that take each kind; kinds of which like facts are asked together."""
    taken: dict[str, list[tuple[str, FromLedger]]] = {}
    for code, recipe in recipes.items():
        for kind in sorted(recipe.kinds):
            taken.setdefault(kind, []).append((code, recipe))
    found: dict[tuple[bool, bool], dict[str, Taking]] = {}
    for kind, taking in taken.items():
        facts = {fact for _code, recipe in taking for fact, _wanted in recipe.where}
        found.setdefault((bool(facts), "material" in facts), {})[kind] = taking
    return found.values()


def kinds_of(recipes: Iterable[FromLedger]) -> frozenset[str]:
    return frozenset[str]().union(*(recipe.kinds for recipe in recipes))


def daily(recipes: Iterable[FromLedger], period: Period) -> QuerySet[Any]:
    """The daily sums that the recipes may take from."""
    rows: QuerySet[Any] = DailySum.objects.filter(
        kind__in=kinds_of(recipes), booked_on__gte=period.first, booked_on__lt=period.until
    )
    return rows.order_by()
