"""What must always hold of the headings (`lienthu check`)."""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from lienthu.authorities.models import Harvest, Heading, HeadingUse, Relation
from lienthu.authorities.services import forms, harvest
from lienthu.catalogue.models import PreferredForm, RecordVersion, SourceRecord

SHOWN = 20  # examples of one kind of problem
SLICE = 2_000


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    yield from _references()
    yield from _sums()
    yield from _uses()
    yield from _shown()


def _references() -> Iterator[str]:
    for one in Heading.objects.exclude(leads_to__leads_to=None)[:SHOWN]:
        yield f"Heading {one.pk} leads to {one.leads_to_id}, which leads on."
    beside = Relation.objects.exclude(kind=Relation.Kind.SEE).filter(
        Q(one__leads_to__isnull=False) | Q(other__leads_to__isnull=False)
    )
    for relation in beside[:SHOWN]:
        yield f"Relation {relation.pk} stands at a form that leads to another heading."


def _sums() -> Iterator[str]:
    counted = {
        row["heading"]: row["n"] for row in HeadingUse.objects.order_by().values("heading").annotate(n=Count("pk"))
    }
    wrong = [
        (pk, uses, counted.get(pk, 0))
        for pk, uses in Heading.objects.order_by("pk").values_list("pk", "uses").iterator()
        if uses != counted.get(pk, 0)
    ]
    for pk, said, found in wrong[:SHOWN]:
        yield f"Heading {pk} says {said} uses; counted, there are {found}."


def _uses() -> Iterator[str]:
    """Every record up to which the harvest came uses what its stored version says, and nothing else."""
    mark = Harvest.objects.filter(pk=Harvest.ONLY).values_list("version", flat=True).first() or 0
    current = RecordVersion.objects.filter(pk__lte=mark, number=F("record__version")).order_by("pk")
    wrong = 0
    last = 0
    while numbers := list(current.filter(pk__gt=last).values_list("pk", flat=True)[:SLICE]):
        last = numbers[-1]
        wrong += sum(1 for _record in harvest.out_of_step(numbers))
    if wrong:
        yield f"{wrong} records use other headings than are noted. Run: lienthu authorities --anew"
    stray = HeadingUse.objects.exclude(record__withdrawn_at=None).exclude(
        record__in=SourceRecord.objects.filter(versions__pk__gt=mark)
    )
    for use in stray[:SHOWN]:
        yield f"Record {use.record_id} is withdrawn and still counted as using heading {use.heading_id}."


def _shown() -> Iterator[str]:
    """The catalogue shows for each form what the headings say."""
    stored = {(element, written): text for element, written, text in _stored()}
    expected: dict[tuple[str, str], str] = {}
    for one in Heading.objects.exclude(leads_to=None).filter(uses__gt=0).iterator():
        for each in forms.preferred(one)[1]:
            if each.text is not None:
                expected[each.element, each.written[: PreferredForm.LONGEST]] = each.text
    wrong = len(stored.items() ^ expected.items())
    if wrong:
        yield f"{wrong} forms are shown otherwise than their headings say. Run: lienthu authorities --anew"


def _stored() -> Iterator[tuple[str, str, str]]:
    yield from PreferredForm.objects.order_by().values_list("element", "written", "text")
