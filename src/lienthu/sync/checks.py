"""What must always hold of devices (`lienthu check`): every stored event has one outcome or waits, and its row."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Count, Exists, F, Max, OuterRef, Q

from lienthu.sync.models import Device, DeviceEvent, Outcome, Question

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    yield from _logs()
    yield from _outcomes()
    yield from _questions()


def _logs() -> Iterator[str]:
    """Each log is whole up to where it is said to be."""
    stored = Q(events__seq__lte=F("stored_to"))
    rows = Device.objects.annotate(here=Count("events", filter=stored)).exclude(here=F("stored_to"))
    for number, reached, here in rows.values_list("pk", "stored_to", "here")[:SHOWN]:
        yield f"Device {number} is said to be stored up to {reached}, and {here} events are here."
    cursors = Device.objects.annotate(last=Max("outcomes__cursor")).filter(last__gt=F("cursor"))
    for device in cursors[:SHOWN]:
        yield f"Device {device.pk} has outcomes beyond its cursor {device.cursor}."


def _outcomes() -> Iterator[str]:
    decided = Exists(Outcome.objects.filter(event=OuterRef("pk")))
    missing = DeviceEvent.objects.filter(~decided, seq__lte=F("device__folded_to")).order_by("pk")
    for event in missing[:SHOWN]:
        yield f"Event {event.seq} of device {event.device_id} was folded and has no outcome."
    early = Outcome.objects.filter(event__seq__gt=F("device__folded_to")).select_related("event")
    for outcome in early[:SHOWN]:
        yield f"Event {outcome.event.seq} of device {outcome.device_id} has an outcome and was not folded."
    applied = Outcome.objects.filter(kind=Outcome.Kind.APPLIED).exclude(thing="")
    for thing in applied.order_by("thing").values_list("thing", flat=True).distinct():
        row = apps.get_model(thing)._default_manager.filter(pk=OuterRef("thing_id"))
        for outcome in applied.filter(~Exists(row), thing=thing).select_related("event")[:SHOWN]:
            yield f"Event {outcome.event.seq} of device {outcome.device_id} is booked as {thing}, which is not there."


def _questions() -> Iterator[str]:
    """Every event that is a question has one that is open, and no dropped event has."""
    asked = Exists(Question.objects.filter(event=OuterRef("event"), answered_at=None))
    rows = Outcome.objects.select_related("event")
    for outcome in rows.filter(~asked, kind=Outcome.Kind.QUESTION)[:SHOWN]:
        yield f"Event {outcome.event.seq} of device {outcome.device_id} is a question and nobody is asked."
    for outcome in rows.filter(asked, kind=Outcome.Kind.DROPPED)[:SHOWN]:
        yield f"Event {outcome.event.seq} of device {outcome.device_id} is dropped and still asked about."
