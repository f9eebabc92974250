"""What must always hold of gifts and exchanges (`lienthu check`): owners, registers and ledger agree with the lists."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from lienthu.catalogue.models import Copy, CopyMove
from lienthu.cataloguing.models import Accession
from lienthu.ledger.models import Event, Kind
from lienthu.sharing.models import Choice, Gift, GiftLine

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    yield from _owners()
    yield from _counted()
    yield from _choices()


def _owners() -> Iterator[str]:
    given = GiftLine.objects.filter(state=GiftLine.State.GIVEN).exclude(copy=None).select_related("gift")
    inside = given.filter(gift__recipient__isnull=False)
    moved = CopyMove.objects.filter(thing="sharing.gift", thing_id__in=inside.values("gift")).order_by()
    known = set(moved.values_list("copy", "thing_id"))
    for line in inside:
        if (line.copy_id, line.gift_id) not in known:
            yield f"Copy {line.copy_id} was given by gift {line.gift_id}, and no move of it says so."
    for line in given.filter(gift__recipient=None).exclude(copy__status=Copy.Status.WITHDRAWN)[:SHOWN]:
        yield f"Copy {line.copy_id} was given away by gift {line.gift_id} and is {line.copy and line.copy.status} here."
    for line in inside.exclude(left__status=Copy.Status.WITHDRAWN)[:SHOWN]:
        yield f"What copy {line.copy_id} left at its former owner (gift {line.gift_id}) is not withdrawn."
    for entry in Accession.objects.filter(copy__in=inside.values("left"), removed_on=None)[:SHOWN]:
        yield f"The line {entry.number} of a copy that was given away is not struck in the register."
    waiting = GiftLine.objects.filter(gift__state=Gift.State.SENT, state=GiftLine.State.LISTED).exclude(copy=None)
    for line in waiting.exclude(copy__status=Copy.Status.IN_TRANSIT)[:SHOWN]:
        yield f"Copy {line.copy_id} is on the way by shipment {line.gift_id}, and its status does not say so."


def _counted() -> Iterator[str]:
    """What the ledger says was given is what the lists say."""
    booked = Event.objects.filter(thing="sharing.gift", kind=Kind.GIFT_GIVEN).order_by().values("thing_id")
    sums = {row["thing_id"] or 0: row["n"] for row in booked.annotate(n=Sum("quantity"))}
    lines = GiftLine.objects.filter(state=GiftLine.State.GIVEN, gift__round=None, gift__donor="").order_by()
    listed = {row["gift"]: row["n"] for row in lines.values("gift").annotate(n=Sum("quantity"))}
    for gift in sorted(listed.keys() | {number for number, n in sums.items() if n}):
        if sums.get(gift, 0) != listed.get(gift, 0):
            yield f"Gift {gift} has {listed.get(gift, 0)} copies given; the ledger counts {sums.get(gift, 0)}."


def _choices() -> Iterator[str]:
    wrong = Choice.objects.filter(Q(offer__library=F("recipient")) | ~Q(offer__round=F("round")))
    for choice in wrong[:SHOWN]:
        yield f"Choice {choice.pk} of round {choice.round_id} gives a library its own book, or one of another round."
