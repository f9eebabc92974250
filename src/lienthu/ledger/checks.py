"""What must always hold in the ledger (`lienthu check`): every daily sum is the sum of its events."""

from collections.abc import Iterator

from django.db.models import Count, Sum

from lienthu.ledger.models import FACTS, DailySum, Event

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each day and kind whose sum is not what its events add up to."""
    counted = {
        row[:-2]: row[-2:]
        for row in Event.objects.order_by().values_list(*FACTS).annotate(q=Sum("quantity"), n=Count("id")).iterator()
    }
    wrong = 0
    for row in DailySum.objects.values_list(*FACTS, "quantity", "events").iterator():
        if counted.pop(row[:-2], (0, 0)) != row[-2:]:
            wrong += 1
            if wrong <= SHOWN:
                yield f"The ledger's sum of {row[0]} on {row[1]} (host {row[3]}) is not the sum of its events."
    for facts in list(counted)[:SHOWN]:
        yield f"The ledger has events of {facts[0]} on {facts[1]} (host {facts[3]}) and no sum of them."
