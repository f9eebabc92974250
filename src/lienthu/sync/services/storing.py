"""Storing what a device sends, before anything else is done with it; and reading the file of a USB stick."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.common.transactions import in_turn
from lienthu.sync import rules
from lienthu.sync.errors import DeviceRefused, FileRefused
from lienthu.sync.models import Bundle, Device, DeviceEvent, Question, RefusedEvent

FOLD_JOB = "sync.fold"
FILE_FORMAT = "lienthu-events-1"
FILE_ENDING = ".json,application/json"
BATCHES, PHOTOS = "/may/api/batches/", "/may/api/photos/"


@dataclass(frozen=True)
class Stored:
    """What came of a batch. `conflicts` are as the protocol tells them."""

    device: Device
    new: int
    known: int
    conflicts: list[dict[str, object]] = field(default_factory=list)


def store(*, device: Device, batch: rules.Batch, at: datetime) -> Stored:
    """Keep the events that are not here yet, in a transaction of their own, and ask for their folding.

    What is here already is passed over. Another event under the same number or id changes nothing that is stored: it is
    kept beside it, with a question for a person.
    """
    with in_turn():
        held = Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
        fresh, conflicts = _sorted_out(held, batch)
        floors = _floors(held, fresh)
        DeviceEvent.objects.bulk_create([_row(held, each, batch, at, floors) for each in fresh], batch_size=500)
        told = [_kept(held, event, code, at) for event, code in conflicts]
        held.stored_to = _contiguous(held)
        held.last_seq = max(held.last_seq, batch.last_seq)
        if batch.live:
            held.skew_ms = round((at - batch.device_now).total_seconds() * 1000)
        held.last_seen_at = at
        held.save(update_fields=("stored_to", "last_seq", "skew_ms", "last_seen_at"))
        if held.waiting:
            ask_to_fold(held, at)
    return Stored(held, len(fresh), len(batch.events) - len(fresh) - len(conflicts), told)


def _sorted_out(device: Device, batch: rules.Batch) -> tuple[list[rules.Event], list[tuple[rules.Event, str]]]:
    """Which events are new, and which clash with what is stored or with each other."""
    rows = DeviceEvent.objects.filter(device=device)
    by_seq = dict(rows.filter(seq__in=[each.seq for each in batch.events]).values_list("seq", "digest"))
    by_uuid = dict(rows.filter(uuid__in=[each.uuid for each in batch.events]).values_list("uuid", "digest"))
    fresh: list[rules.Event] = []
    conflicts = []
    for event in batch.events:
        if by_seq.get(event.seq) == event.digest:
            continue
        if event.seq in by_seq:
            conflicts.append((event, "other_content"))
        elif event.uuid in by_uuid:
            conflicts.append((event, "id_used"))
        else:
            by_seq[event.seq] = by_uuid[event.uuid] = event.digest
            fresh.append(event)
    return fresh, conflicts


def _floors(device: Device, events: Sequence[rules.Event]) -> dict[Any, datetime]:
    """When the bundles that the events rest on were first made."""
    named = {event.bundle for event in events if event.bundle}
    rows = Bundle.objects.filter(device=device, pk__in=named) if named else Bundle.objects.none()
    return {bundle.pk: bundle.first_made_at for bundle in rows}


def _row(
    device: Device, event: rules.Event, batch: rules.Batch, at: datetime, floors: dict[Any, datetime]
) -> DeviceEvent:
    told = rules.told(event, batch, received=at, floor=floors.get(event.bundle, device.enrolled_at))
    return DeviceEvent(
        device=device,
        seq=event.seq,
        uuid=event.uuid,
        kind=event.kind,
        raw=event.raw,
        digest=event.digest,
        happened_at=told.at,
        clock=told.trouble,
        received_at=at,
        cut_off=device.cut_off_at is not None,
    )


def _kept(device: Device, event: rules.Event, code: str, at: datetime) -> dict[str, object]:
    """The refused event beside the stored one, once; and how the device is told."""
    words = _("Event %(seq)d was sent before with other content. The first one stays; a person will look at the other.")
    if code == "id_used":
        words = _("Event %(seq)d has the id of another event. The first one stays; a person will look at the other.")
    words = words % {"seq": event.seq}
    row, made = RefusedEvent.objects.get_or_create(
        device=device,
        seq=event.seq,
        digest=event.digest,
        defaults={"uuid": event.uuid, "raw": event.raw, "code": code, "received_at": at},
    )
    if made:
        Question.objects.create(device=device, refused=row, code=code, words=words, asked_at=at)
    return {"seq": event.seq, "id": str(event.uuid), "code": code, "words": words}


def _contiguous(device: Device) -> int:
    """The highest number up to which every event is here."""
    reached = device.stored_to
    later = DeviceEvent.objects.filter(device=device, seq__gt=reached).order_by("seq")
    for seq in later.values_list("seq", flat=True).iterator(chunk_size=1000):
        if seq != reached + 1:
            break
        reached = seq
    return reached


def ask_to_fold(device: Device, at: datetime) -> None:
    """Have the worker fold what waits, unless it was asked to and has not begun."""
    asked = Job.objects.filter(kind=FOLD_JOB, state=Job.State.QUEUED, arguments__device=str(device.pk))
    if not asked.exists():
        jobs.enqueue(FOLD_JOB, {"device": str(device.pk)}, actor=None, at=at)


@dataclass(frozen=True)
class DeviceFile:
    """What a device wrote to a stick."""

    device: Device
    batch: rules.Batch
    photos: list[rules.Photo]


def read_file(data: bytes) -> DeviceFile:
    """What stands in a signed file. Raises FileRefused."""
    if len(data) > rules.FILE_BYTES:
        raise FileRefused("too_large", _("The file is larger than 60 MB."))
    foreign = FileRefused("no_file", _("This is no file that a device wrote. Choose the file from its stick."))
    try:
        given = rules.read_object(data)
    except DeviceRefused as refusal:
        raise foreign from refusal
    number, body = rules.uuid_of(given.get("device")), rules.unpadded(given.get("body"))
    time, signature = given.get("time"), given.get("signature")
    if given.get("format") != FILE_FORMAT or number is None or body is None or rules.moment(time) is None:
        raise foreign
    device = Device.objects.select_related("library", "person", "site").filter(pk=number).first()
    if device is None:
        raise FileRefused("unknown_device", _("The device that wrote this file is not enrolled at this hub."))
    pictures = _pictures(given.get("photos", []), foreign)
    key = rules.key_of(device.key_x, device.key_y)
    for path, part, proof in ((BATCHES, body, str(signature)), *((PHOTOS, *each) for each in pictures)):
        text = rules.canonical(method="FILE", path=path, time=str(time), body=part, device=str(number))
        if key is None or not rules.is_signed(text, proof, key):
            raise FileRefused("bad_signature", _("The file was changed after the device wrote it, or it is cut short."))
    try:
        photos = [rules.read_photo(part) for part, _proof in pictures]
        return DeviceFile(device, rules.read_batch(body, live=False), photos)
    except DeviceRefused as refusal:
        raise FileRefused(refusal.code, str(refusal)) from refusal


def _pictures(given: object, foreign: FileRefused) -> list[tuple[bytes, str]]:
    """The bytes of each photograph in a file, and their signature."""
    rows: list[Any] = given if isinstance(given, list) else [None]
    if not all(isinstance(row, dict) and isinstance(row.get("body"), str) for row in rows):
        raise foreign
    return [(row["body"].encode(), str(row.get("signature"))) for row in rows]


def written_file(
    *, device: str, time: str, body: bytes, signature: str, photos: Sequence[dict[str, str]] = ()
) -> dict[str, object]:
    """The file as a device writes it, for tests and measurements."""
    text = base64.urlsafe_b64encode(body).rstrip(b"=").decode()
    file = {"format": FILE_FORMAT, "device": device, "time": time, "body": text, "signature": signature}
    return {**file, "photos": list(photos)}
