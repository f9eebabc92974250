"""What must always hold in the ledger (`lienthu check`): every daily sum is the sum of its events, and what was closed
is as it was when it was closed."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, Sum

from lienthu.ledger.models import FACTS, DailySum, Event

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each sum that is not what its events add up to, and each event that came into a closed day."""
    yield from _sums()
    yield from _closed_days()


_INTRUDERS = f"""
SELECT e.id, e.booked_on, CASE e.host WHEN 0 THEN e.owner ELSE e.host END
FROM ledger_event e
WHERE e.id > (SELECT MIN(last_event) FROM ledger_closing) AND e.booked_on < (
    SELECT c.until FROM ledger_closing c
    WHERE c.organisation = CASE e.host WHEN 0 THEN e.owner ELSE e.host END AND c.last_event < e.id
    ORDER BY c.last_event DESC, c.id DESC LIMIT 1
)
ORDER BY e.id LIMIT {SHOWN}
"""  # noqa: S608 our own number


def _closed_days() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_INTRUDERS)
        for event, day, organisation in cursor.fetchall():
            yield f"Event {event} counts on {day}, which organisation {organisation} had closed before."


def _sums() -> Iterator[str]:
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
