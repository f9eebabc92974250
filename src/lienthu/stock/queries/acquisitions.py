"""Orders and gifts of a library, and how far its budget reaches."""

from typing import NamedTuple

from django.db.models import F, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from lienthu.federation.models import Organisation
from lienthu.stock.models import Acquisition, Budget, Line


class Spending(NamedTuple):
    """A budget line in đồng: what orders that went out will still cost, what came, what is left."""

    budget: Budget
    bound: int
    spent: int
    left: int


def spending(library: Organisation) -> list[Spending]:
    """The budget lines, the latest year first."""
    awaited = _by_budget(library, F("quantity") - F("received"), state=Acquisition.State.PLACED)
    came = _by_budget(library, F("received"))
    found = []
    for budget in Budget.objects.filter(library=library):
        bound, spent = awaited.get(budget.pk, 0), came.get(budget.pk, 0)
        found.append(Spending(budget, bound, spent, budget.amount - bound - spent))
    return found


def _by_budget(library: Organisation, copies: Combinable, **of: object) -> dict[int, int]:
    lines = Line.objects.filter(acquisition__library=library, acquisition__budget__isnull=False)
    lines = lines.filter(**{f"acquisition__{name}": value for name, value in of.items()}).order_by()
    sums = lines.values_list("acquisition__budget").annotate(total=Sum(copies * Coalesce(F("price"), 0)))
    return dict(sums)


def listed(library: Organisation, kind: Acquisition.Kind) -> QuerySet[Acquisition]:
    """The library's orders or gifts, the latest first, with sums over their lines."""
    rows = Acquisition.objects.filter(library=library, kind=kind).select_related("partner", "budget")
    return rows.annotate(
        asked=Coalesce(Sum("lines__quantity"), 0),
        came=Coalesce(Sum("lines__received"), 0),
        value=Coalesce(Sum(F("lines__quantity") * Coalesce(F("lines__price"), 0)), 0),
    ).order_by("-year", "-ordinal", "-pk")
