"""What must always hold of conferences (`lienthu check`): the ledger has who was there, and each was counted once."""

from collections.abc import Iterator

from django.db.models import Count, Q, Sum

from lienthu.conferences.models import Conference, Delegate, Tap
from lienthu.ledger.models import Event, Kind

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    wrong = [*_ledger(), *_doors()]
    yield from wrong[:SHOWN]
    if len(wrong) > SHOWN:
        yield f"There are {len(wrong) - SHOWN} more of conferences like these."


def _ledger() -> Iterator[str]:
    """A closed conference is in the ledger with everybody who came, and any other one is not."""
    booked: dict[tuple[int, str], dict[int, int]] = {}
    events = Event.objects.filter(thing="conferences.conference", thing_id__isnull=False).order_by()
    for number, kind, owner, total in events.values_list("thing_id", "kind", "owner").annotate(Sum("quantity")):
        if total and number is not None:
            booked.setdefault((number, kind), {})[owner] = total
    there: dict[int, dict[int, int]] = {}
    came = Delegate.objects.filter(withdrawn_at=None, arrived_at__isnull=False).order_by()
    for number, member, count in came.values_list("conference", "organisation").annotate(Count("pk")):
        there.setdefault(number, {})[member or 0] = count
    for number, host, state in Conference.objects.order_by("pk").values_list("pk", "host", "state"):
        closed = state == Conference.State.CLOSED
        if booked.get((number, Kind.CONFERENCE), {}) != ({host: 1} if closed else {}):
            yield f"The conference {number} is {state}, and the ledger says otherwise."
        if booked.get((number, Kind.DELEGATE), {}) != (there.get(number, {}) if closed else {}):
            yield f"The delegates of conference {number} in the ledger are not those who came."


def _doors() -> Iterator[str]:
    """Who came in was let in by one scan, and by one only."""
    counted = Count("taps", filter=Q(taps__outcome=Tap.Outcome.COUNTED))
    for number, came, taps in Delegate.objects.order_by("pk").values_list("pk", "arrived_at").annotate(n=counted):
        if taps != (came is not None):
            yield f"The delegate {number} was counted {taps} times at the doors."
