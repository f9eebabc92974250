"""What a figure is held against where neither the year before nor the ledger knows it."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Count, Sum

from lienthu.returns.models import Entry, Return

LEAST = 2  # others, below which their sum would tell what one of them reported


def last_counts(row: Return, levels: Collection[str]) -> dict[str, Decimal]:
    """By code, what the same library or network reported of these levels last, up to the end of the period."""
    if not levels:
        return {}
    handed_in = Return.objects.standing().filter(
        organisation=row.organisation_id, state__in=Return.TOLD, call__asks=row.call.asks,
        call__until__lte=row.call.until,
    )  # fmt: skip
    rows = Entry.objects.filter(of__in=handed_in.exclude(pk=row.pk), indicator__in=levels, value__isnull=False)
    said = rows.order_by("of__call__until", "of__submitted_at", "pk").values_list("indicator", "value")
    return {code: value for code, value in said if value is not None}


def of_others(row: Return, codes: Collection[str]) -> dict[str, Decimal]:
    """By code, what all others of the round who have handed in report together."""
    if not codes:
        return {}
    others = Return.objects.filter(call=row.call_id, state__in=Return.TOLD).exclude(pk=row.pk)
    rows = Entry.objects.filter(of__in=others, indicator__in=codes, value__isnull=False).order_by()
    sums = rows.values("indicator").annotate(total=Sum("value"), of_how_many=Count("pk"))
    return {each["indicator"]: each["total"] for each in sums if each["of_how_many"] >= LEAST}
