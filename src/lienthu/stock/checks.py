"""What must always hold in stock (`lienthu check`): findings agree with the copies, nothing is withdrawn twice."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from lienthu.catalogue.models import Copy
from lienthu.ledger.models import Kind
from lienthu.stock.models import Closing, ExpectedCopy, Finding, Scan, Stocktaking, WeedingItem

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    yield from _stocktakings()
    yield from _weeding()


def _stocktakings() -> Iterator[str]:
    counting = Scan.objects.filter(expected=OuterRef("pk"))
    for row in ExpectedCopy.objects.exclude(seen_at=None).exclude(Exists(counting))[:SHOWN]:
        yield f"Copy {row.copy_id} counts as seen in stocktaking {row.stocktaking_id}, but no scan of it is kept."
    for row in ExpectedCopy.objects.filter(Exists(counting), seen_at=None)[:SHOWN]:
        yield f"Copy {row.copy_id} was scanned in stocktaking {row.stocktaking_id}, but does not count as seen."
    twice = Scan.objects.exclude(expected=None).order_by().values("expected").annotate(n=Count("id")).filter(n__gt=1)
    for entry in twice[:SHOWN]:
        yield f"Expected copy {entry['expected']} was counted {entry['n']} times."
    held = Closing.objects.filter(stocktaking=OuterRef("pk"), reopened_at=None)
    closed = Q(state=Stocktaking.State.CLOSED)
    for taking in Stocktaking.objects.filter((closed & ~Exists(held)) | (~closed & Exists(held)))[:SHOWN]:
        yield f"Stocktaking {taking.pk} is {taking.state}, which its closings do not say."
    missing = Finding.objects.filter(stocktaking=OuterRef("stocktaking"), copy=OuterRef("copy"), kind="missing")
    for row in ExpectedCopy.objects.filter(~Exists(missing), outcome="missing")[:SHOWN]:
        yield f"Copy {row.copy_id} is missing in stocktaking {row.stocktaking_id}, and no finding says so."
    for closing in Closing.objects.filter(reopened_at=None)[:SHOWN]:
        found = closing.stocktaking.expected.filter(outcome="found").count()
        if found != closing.figures["all"]["found"]:
            yield f"The minutes of stocktaking {closing.stocktaking_id} do not agree with its list ({found} found)."


def _weeding() -> Iterator[str]:
    gone = WeedingItem.objects.filter(withdrawn_at__isnull=False, undone_at=None)
    for item in gone.exclude(copy__status=Copy.Status.WITHDRAWN)[:SHOWN]:
        yield f"Copy {item.copy_id} was weeded by list {item.weeding_id} and is {item.copy.status} all the same."
    twice = gone.order_by().values("copy").annotate(n=Count("id")).filter(n__gt=1)
    for entry in twice[:SHOWN]:
        yield f"Copy {entry['copy']} was withdrawn {entry['n']} times."
    booked = Q(event__kind=Kind.COPY_WITHDRAWN, event__thing="stock.weedingitem", event__thing_id=F("pk"))
    for item in WeedingItem.objects.exclude(withdrawn_at=None).exclude(booked)[:SHOWN]:
        yield f"The ledger has no withdrawal of copy {item.copy_id} by list {item.weeding_id}."
    countered = Q(event__corrections__quantity=-1)
    for item in WeedingItem.objects.exclude(undone_at=None).exclude(countered)[:SHOWN]:
        yield f"The withdrawal of copy {item.copy_id} was undone, and the ledger has no counter-event."
