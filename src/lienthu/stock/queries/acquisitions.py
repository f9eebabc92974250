"""Orders and gifts of a library, and how far its budget reaches."""

from typing import NamedTuple

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from lienthu.federation.models import Organisation
from lienthu.stock.models import Acquisition, Budget, Line


class Spending(NamedTuple):
    """A budget line in đồng: what is bound by orders that went out (what came included), what came, what is left."""

    budget: Budget
    bound: int
    spent: int
    left: int


def spending(library: Organisation) -> list[Spending]:
    """The budget lines, the latest year first."""
    bound = _by_budget(library, "quantity", state=Acquisition.State.PLACED)
    closed = _by_budget(library, "received", state=Acquisition.State.RECEIVED)
    spent = _by_budget(library, "received")
    found = []
    for budget in Budget.objects.filter(library=library):
        taken = bound.get(budget.pk, 0) + closed.get(budget.pk, 0)
        found.append(Spending(budget, taken, spent.get(budget.pk, 0), budget.amount - taken))
    return found


def _by_budget(library: Organisation, copies: str, **of: object) -> dict[int, int]:
    lines = Line.objects.filter(acquisition__library=library, acquisition__budget__isnull=False)
    lines = lines.filter(**{f"acquisition__{name}": value for name, value in of.items()}).order_by()
    sums = lines.values_list("acquisition__budget").annotate(total=Sum(F(copies) * Coalesce(F("price"), 0)))
    return dict(sums)


def listed(library: Organisation, kind: Acquisition.Kind) -> QuerySet[Acquisition]:
    """The library's orders or gifts, the latest first, with sums over their lines."""
    rows = Acquisition.objects.filter(library=library, kind=kind).select_related("partner", "budget")
    return rows.annotate(
        asked=Coalesce(Sum("lines__quantity"), 0),
        came=Coalesce(Sum("lines__received"), 0),
        value=Coalesce(Sum(F("lines__quantity") * Coalesce(F("lines__price"), 0)), 0),
    )
