"""What must always hold of visits (`lienthu check`): the rows say what their events in the ledger add up to."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, QuerySet, Sum, Value, When

from lienthu.ledger.models import Event, Kind
from lienthu.visits.models import CardVisit, ComputerSession, GateReading, VisitCount

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each row whose events say another number; none when all is well."""
    yield from _compare(
        "visits.visitcount", Kind.VISIT, VisitCount.objects.values_list("pk", F("quantity") - F("taken"))
    )
    yield from _compare("visits.gatereading", Kind.VISIT, GateReading.objects.values_list("pk", "visits"))
    counts = Case(When(end=ComputerSession.End.CANCELLED, then=Value(0)), default=Value(1))
    sessions = ComputerSession.objects.values_list("pk", counts)
    yield from _compare("visits.computersession", Kind.INTERNET_SESSION, sessions)
    stray = CardVisit.objects.exclude(count__library=F("library"))
    for row in stray[:SHOWN]:
        yield f"Patron {row.patron_id} is remembered as counted at library {row.library_id} by another's count."


def _compare(thing: str, kind: Kind, rows: QuerySet[Any, tuple[int, int]]) -> Iterator[str]:
    sums = Event.objects.filter(thing=thing, kind=kind).order_by().values_list("thing_id").annotate(n=Sum("quantity"))
    booked = dict(sums.iterator())
    wrong = []
    for pk, quantity in rows.order_by("pk").iterator():
        if booked.pop(pk, 0) != quantity:
            wrong.append(pk)
    for pk in wrong[:SHOWN]:
        yield f"The ledger's events of {thing} {pk} do not add up to what the row says."
    for pk in [pk for pk, quantity in booked.items() if quantity][:SHOWN]:
        yield f"The ledger has events of {thing} {pk}, which is not there."
