"""What must always hold in rotation (`lienthu check`): boxes, copies and questions agree, the owner never changed."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from lienthu.catalogue.models import Copy, CopyMove
from lienthu.ledger.models import Event, Kind
from lienthu.rotation.models import Placement, PlacementLine, Question, SetCopy

SHOWN = 20
Status, State = Copy.Status, Placement.State


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    yield from _sets()
    yield from _placements()
    yield from _ledger()


def _sets() -> Iterator[str]:
    inside = SetCopy.objects.filter(removed_at=None)
    for row in inside.exclude(copy__owner=F("set__library"))[:SHOWN]:
        yield f"Copy {row.copy_id} is in set {row.set_id} of a library that does not own it."
    for row in inside.exclude(set__proposed_by=None)[:SHOWN]:
        yield f"Copy {row.copy_id} is packed into set {row.set_id}, which is only proposed."
    away = Placement.objects.filter(set=OuterRef("set"), state__in=(State.SENT, *Placement.AT_SITE))
    for row in inside.filter(~Exists(away)).exclude(copy__status=Status.PACKED)[:SHOWN]:
        yield f"Copy {row.copy_id} is in set {row.set_id}, which is at its depot, and is not packed."
    in_a_set = Exists(inside.filter(copy=OuterRef("pk")))
    for copy in Copy.objects.filter(~in_a_set, status=Status.PACKED)[:SHOWN]:
        yield f"Copy {copy.pk} counts as packed and is in no set."


def _placements() -> Iterator[str]:
    unanswered = Question.objects.filter(placement=OuterRef("placement"), copy=OuterRef("copy"), answer="")
    settled = Question.objects.filter(placement=OuterRef("placement"), copy=OuterRef("copy")).exclude(answer="")
    lines = PlacementLine.objects.annotate(asked=Exists(unanswered), settled=Exists(settled))
    sent = lines.filter(placement__state=State.SENT)
    for line in sent.exclude(copy__status=Status.IN_TRANSIT)[:SHOWN]:
        yield f"Copy {line.copy_id} of placement {line.placement_id} is not on its way, and the box is."
    there = lines.filter(placement__state__in=Placement.AT_SITE)
    lost = there.filter(received="missing", asked=False, settled=False)
    for line in lost[:SHOWN]:
        yield f"Copy {line.copy_id} of placement {line.placement_id} did not come, and nobody is asked about it."
    dated = Q(state__in=Placement.ENDED)
    for placement in Placement.objects.filter(dated & Q(ended_at=None) | ~dated & Q(ended_at__isnull=False))[:SHOWN]:
        yield f"Placement {placement.pk} is {placement.state}, and its end says otherwise."
    moved = CopyMove.objects.filter(thing=Placement._meta.label_lower, cause=CopyMove.Cause.DEPOSITED)
    here = moved.filter(copy=OuterRef("copy"), thing_id=OuterRef("placement"))
    for line in lines.filter(~Exists(here), received__in=("here", "damaged"))[:SHOWN]:
        yield f"Copy {line.copy_id} counts as received in placement {line.placement_id}, and no move says so."


def _ledger() -> Iterator[str]:
    rounds = Event.objects.filter(kind=Kind.ROTATION_ROUND, thing=Placement._meta.label_lower, thing_id=OuterRef("pk"))
    came = Placement.objects.filter(confirmations__kind="receipt")
    for placement in came.filter(~Exists(rounds))[:SHOWN]:
        yield f"Placement {placement.pk} was received, and the ledger has no round for it."
