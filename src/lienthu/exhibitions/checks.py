"""What must always hold of exhibitions (`lienthu check`): each that was held is in the ledger once."""

from collections.abc import Iterator

from django.db.models import Sum

from lienthu.exhibitions.models import Exhibition
from lienthu.ledger.models import Event, Kind


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    events = Event.objects.filter(thing="exhibitions.exhibition", kind=Kind.EXHIBITION)
    booked = dict(events.order_by().values_list("thing_id").annotate(n=Sum("quantity")))
    for row in Exhibition.objects.all().iterator():
        if booked.get(row.pk, 0) != (1 if row.held_at else 0):
            yield f"The exhibition {row.pk} is {booked.get(row.pk, 0)} times in the ledger."
