"""The fund by year: what it began with, what came and went, what is left. Approved lines alone count."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from lienthu.federation.models import Federation
from lienthu.governance.models import FundEntry

Sort, State = FundEntry.Sort, FundEntry.State


@dataclass(frozen=True)
class Year:
    """Sums in đồng; `income` and `expense` by category in the order of the list."""

    year: int
    opening: int
    income: list[tuple[str, int]]
    expense: list[tuple[str, int]]

    @property
    def came(self) -> int:
        return sum(amount for _label, amount in self.income)

    @property
    def went(self) -> int:
        return sum(amount for _label, amount in self.expense)

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.went


def balance(group: Federation, before: date | None = None) -> int:
    """What is left; of all days before one, where it is given."""
    rows = group.fund_entries.filter(state=State.APPROVED)
    if before is not None:
        rows = rows.filter(on__lt=before)
    sums = rows.order_by().aggregate(
        came=Sum("amount", filter=Q(sort=Sort.INCOME)), went=Sum("amount", filter=Q(sort=Sort.EXPENSE))
    )
    return (sums["came"] or 0) - (sums["went"] or 0)


def years(group: Federation) -> list[int]:
    return sorted(
        {on.year for on in group.fund_entries.order_by().values_list("on", flat=True).distinct()}, reverse=True
    )


def year(group: Federation, number: int) -> Year:
    rows = group.fund_entries.filter(state=State.APPROVED, on__year=number).order_by()
    sums = {
        (row["sort"], row["category"]): row["total"]
        for row in rows.values("sort", "category").annotate(total=Sum("amount"))
    }
    by_sort = {
        sort: [(str(one.label), sums[sort, one.value]) for one in FundEntry.Category if (sort, one.value) in sums]
        for sort in (Sort.INCOME, Sort.EXPENSE)
    }
    return Year(number, balance(group, date(number, 1, 1)), by_sort[Sort.INCOME], by_sort[Sort.EXPENSE])


def entries(group: Federation, number: int) -> QuerySet[FundEntry]:
    return (
        group.fund_entries.filter(on__year=number).select_related("written_by", "decided_by").prefetch_related("papers")
    ).order_by("-on", "-pk")


def to_approve(groups: list[Federation]) -> QuerySet[FundEntry]:
    return FundEntry.objects.filter(federation__in=groups, state=State.WRITTEN)
