"""Devices, outcomes and questions as pages and the protocol need them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from lienthu.accounts.models import User
from lienthu.federation.models import Organisation
from lienthu.sync import registry, rules
from lienthu.sync.models import Bundle, Device, DeviceEvent, Outcome, Question, RefusedEvent

AT_ONCE = 500
UNDO = "undo"


def kinds() -> list[str]:
    """The kinds of events that this hub knows, as a device is told them."""
    return [*registry.handlers(), UNDO]


def device_of(number: object) -> Device | None:
    """The device with this id, with its person and place."""
    key = rules.uuid_of(number)
    rows = Device.objects.select_related("person", "library", "site__organisation")
    return rows.filter(pk=key).first() if key else None


def told_outcomes(device: Device, after: int) -> tuple[list[dict[str, object]], int, bool]:
    """What was decided since the cursor, the new cursor, and whether there is more."""
    rows = Outcome.objects.filter(device=device, cursor__gt=after).select_related("event").order_by("cursor")
    found = list(rows[: AT_ONCE + 1])
    told: list[dict[str, object]] = [
        {
            "cursor": each.cursor,
            "seq": each.event.seq,
            "id": str(each.event.uuid),
            "outcome": each.kind,
            "code": each.code,
            "words": each.words,
            "facts": each.facts,
        }
        for each in found[:AT_ONCE]
    ]
    cursor = found[:AT_ONCE][-1].cursor if found else after
    return told, cursor, len(found) > AT_ONCE


def open_questions(device: Device) -> int:
    """How many questions about the device's events are open; those that only wait for another are not counted."""
    return Question.objects.filter(device=device, answered_at=None).exclude(code="after").count()


def undecided_on_trip(trip: int) -> int:
    """How many acts of devices on the trip wait for a person's answer, or to be folded: they are not in its figures."""
    bundles = [str(number) for number in Bundle.objects.filter(trip=trip).values_list("pk", flat=True)]
    of_trip = DeviceEvent.objects.filter(Q(raw__bundle__in=bundles) | Q(raw__data__trip=trip))
    waits = Q(outcome=None) | Q(outcome__kind=Outcome.Kind.QUESTION)
    return of_trip.filter(waits).count()


def counts_of(device: Device) -> dict[str, int]:
    """How many of the device's events are applied, questions, dropped, and how many wait to be folded."""
    rows = Outcome.objects.filter(device=device).order_by().values_list("kind").annotate(n=Count("pk"))
    found = dict(rows)
    names = {"applied": Outcome.Kind.APPLIED, "questions": Outcome.Kind.QUESTION, "dropped": Outcome.Kind.DROPPED}
    held = Device.objects.get(pk=device.pk)
    return {**{name: found.get(kind, 0) for name, kind in names.items()}, "waiting": held.waiting}


def devices_at(library: Organisation, person: User, *, all_of_them: bool) -> QuerySet[Device]:
    """The library's devices, or only the person's own; each with the number of its open questions."""
    rows = Device.objects.filter(library=library).select_related("person", "site")
    if not all_of_them:
        rows = rows.filter(person=person)
    asked = Count("questions", filter=Q(questions__answered_at=None) & ~Q(questions__code="after"))
    return rows.annotate(asked=asked).order_by(F("cut_off_at").asc(nulls_first=True), "name")


def waiting_devices() -> list[Device]:
    """Devices with events that are stored and not folded."""
    return list(Device.objects.filter(folded_to__lt=F("stored_to")))


def questions_at(libraries: Sequence[int], code: str = "", device: str = "") -> QuerySet[Question]:
    """The open questions of the libraries' devices, oldest first; of one code, of one device."""
    rows = Question.objects.open().filter(device__library__in=libraries).exclude(code="after")
    rows = rows.select_related("device__person", "device__site", "event__outcome", "refused")
    if code:
        rows = rows.filter(code=code)
    number = rules.uuid_of(device)
    return rows.filter(device=number) if number else rows


def codes_at(libraries: Sequence[int]) -> dict[str, int]:
    """How many open questions of each code there are."""
    rows = Question.objects.open().filter(device__library__in=libraries).exclude(code="after")
    return dict(rows.order_by("code").values_list("code").annotate(n=Count("pk")))


def following(question: Question) -> int:
    """How many later events of the device wait for the answer."""
    if question.event is None:
        return 0
    rows = Question.objects.filter(device=question.device_id, code="after", answered_at=None)
    return rows.filter(event__seq__gt=question.event.seq).count()


def last_events(device: Device, limit: int = 50) -> QuerySet[DeviceEvent]:
    """What the device sent last, with what became of it."""
    return DeviceEvent.objects.filter(device=device).select_related("outcome").order_by("-seq")[:limit]


def told_event(event: DeviceEvent | RefusedEvent) -> dict[str, Any]:
    """An event in the words of a page: its kind, when (by the hub's clock where it is known), what was scanned."""
    raw = event.raw
    data, kind = raw.get("data") or {}, str(raw.get("kind") or "")
    handler = registry.handlers().get(kind)
    told = [str(data[name]) for name in ("barcode", "card", "full_name", "quantity") if data.get(name)]
    stored = isinstance(event, DeviceEvent)
    return {
        "seq": event.seq,
        "kind": handler.label if handler else kind,
        "when": event.happened_at if isinstance(event, DeviceEvent) else rules.moment(raw.get("at")),
        "told": " · ".join(told),
        "outcome": getattr(event, "outcome", None) if stored else None,
    }
