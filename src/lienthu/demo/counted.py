"""What was counted at the end of each month before this one: today's copies, less what has come since, and with what
has gone since. Of a library whose ledger knows nothing of either it is what it has today."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from lienthu.demo.history import months_before
from lienthu.indicators.models import Count
from lienthu.indicators.rules.periods import Period, of_month
from lienthu.indicators.services.counts import count_all
from lienthu.ledger.models import Event, Kind

MEASURE = "copies"
CAME_OR_WENT = {Kind.COPY_ADDED: 1, Kind.COPY_WITHDRAWN: -1, Kind.COPY_LOST: -1, Kind.GIFT_GIVEN: -1}


@transaction.atomic
def build(*, today: datetime) -> None:
    """Safe to repeat: where an older month was counted, nothing is done."""
    day = timezone.localdate(today)
    months = months_before(day)
    if Count.objects.filter(measure=MEASURE, on__lt=of_month(day).first).exists():
        return
    count_all(day=day)
    held = dict(Count.objects.filter(measure=MEASURE, on=day).values_list("organisation", "value"))
    rows = [
        Count(measure=MEASURE, organisation_id=owner, on=last, value=value)
        for owner, last, value in earlier(held, _changes(), [of_month(month).last for month in months])
    ]
    Count.objects.bulk_create(rows, batch_size=500)


def earlier(
    held: Mapping[int, int], changes: Mapping[tuple[int, date], int], days: Iterable[date]
) -> Iterator[tuple[int, date, int]]:
    """What each owner had at the end of each day, from what they have now and what came or went on which day."""
    for day in days:
        since: Counter[int] = Counter()
        for (owner, on), number in changes.items():
            since[owner] += number if on > day else 0
        yield from ((owner, day, now - since[owner]) for owner, now in held.items())


def at_the_end(period: Period, organisation: int) -> int | None:
    """The copies of one organisation alone."""
    row = Count.objects.filter(measure=MEASURE, organisation=organisation, on=period.last).first()
    return row.value if row else None


def _changes() -> Counter[tuple[int, date]]:
    """By owner and day: how many copies more."""
    found: Counter[tuple[int, date]] = Counter()
    rows = Event.objects.filter(kind__in=CAME_OR_WENT).values_list("kind", "owner", "booked_on", "quantity")
    for kind, owner, on, quantity in rows:
        found[owner, on] += CAME_OR_WENT[Kind(kind)] * quantity
    return found
