"""What must always hold of intakes (`lienthu check`)."""

from collections.abc import Iterator

from django.db.models import Count

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Hold, Loan
from lienthu.intake.models import Intake, IntakeRow, Kind, Taken
from lienthu.intake.services.results import Outcome
from lienthu.patrons.models import Patron

SHOWN = 20
State = IntakeRow.State


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    yield from _counters()
    things = {Kind.PATRONS: Patron, Kind.COPIES: Copy, Kind.LOANS: Loan, Kind.HOLDS: Hold}
    for kind, model in things.items():
        gone = Taken.objects.filter(kind=kind).exclude(thing_id__in=model._default_manager.values("pk"))
        for row in gone[:SHOWN]:
            yield f"Row {row.pk} of an intake stands for {model._meta.label_lower} {row.thing_id}, which is not there."
    doubts = IntakeRow.objects.filter(state=State.DOUBT).exclude(other__in=Patron.objects.values("pk"))
    for doubt in doubts.exclude(other=None)[:SHOWN]:
        yield f"Row {doubt.line} of intake {doubt.intake_id} may be patron {doubt.other}, who is not there."


def _counters() -> Iterator[str]:
    """Of each table that is done: read is the sum of what became of its rows, and what was kept is there."""
    done = Intake.objects.filter(state=Intake.State.DONE).exclude(kind=Kind.KOHA).annotate(kept=Count("rows"))
    for pk, said, there in done.values_list("pk", "counts", "kept").iterator():
        counts = {name: said.get(name, 0) for name in Outcome}
        if said.get("read", 0) != sum(counts.values()):
            told = sum(counts.values())
            yield f"Intake {pk} read {said.get('read', 0)} rows and says of {told} what became of them."
        kept = counts[Outcome.REJECTED] + counts[Outcome.DOUBTFUL]
        if kept != there:
            yield f"Intake {pk} kept {kept} rows and has {there}."
