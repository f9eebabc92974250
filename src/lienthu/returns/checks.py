"""What must always hold of returns (`lienthu check`): what was approved still stands as it was approved."""

from collections.abc import Iterator
from decimal import Decimal

from lienthu.returns.models import Entry, Return, Step
from lienthu.returns.rules.digests import digest

SHOWN = 20
SETTLED = (Return.State.APPROVED, Return.State.LOCKED)


def problems() -> Iterator[str]:
    """A sentence for each approved return whose figures are not those approved, or whose steps say otherwise."""
    wrong = list(_wrong())
    yield from wrong[:SHOWN]
    if len(wrong) > SHOWN:
        yield f"There are {len(wrong) - SHOWN} more returns like these."


def _wrong() -> Iterator[str]:
    approvals = Step.objects.filter(what=Step.What.APPROVED, of__state__in=SETTLED).order_by("id")
    approved = dict(approvals.values_list("of", "digest").iterator())  # the last one of each holds
    figures: dict[int, dict[str, Decimal | None]] = {}
    rows = Entry.objects.filter(of__state__in=SETTLED).order_by().values_list("of", "indicator", "value")
    for of, code, value in rows.iterator():
        figures.setdefault(of, {})[code] = value
    for pk, said in Return.objects.filter(state__in=SETTLED).order_by("pk").values_list("pk", "digest").iterator():
        if digest(figures.get(pk, {})) != said:
            yield f"The figures of return {pk} are not those that were approved."
        elif approved.get(pk) != said:
            yield f"Return {pk} is approved, and no step of it says so."
