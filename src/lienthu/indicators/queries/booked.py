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
NARROWED = ("age_band", "channel", "material")
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
    for kinds in _apart(recipes):
        asked = [dict(recipe.where) for taking in kinds.values() for _code, recipe in taking]
        names = list(dict.fromkeys(["kind", *sorted({fact for one in asked for fact in one}), *by]))
        only: dict[str, Any] = {**_narrowed(asked), f"{key}s": keys}
        for row in sums(list(kinds), period.first, period.until, names, **only):
            for code, recipe in kinds[row["kind"]]:
                if recipe.takes(row.facts):
                    yield code, row.facts, row.quantity


def _narrowed(asked: Sequence[Mapping[str, frozenset[Any]]]) -> dict[str, Collection[Any]]:
    """What no recipe asks for need not be told apart either."""
    facts = [fact for fact in NARROWED if all(fact in one for one in asked)]
    return {f"{fact}s": frozenset[Any]().union(*(one[fact] for one in asked)) for fact in facts}


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
