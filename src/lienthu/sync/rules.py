"""Decisions about what devices send: shapes, clocks, signatures. No queries."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from lienthu.sync.errors import DeviceRefused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

ENROLMENT_GOOD_FOR: Final = timedelta(minutes=15)
BORROWED_WITHIN: Final = timedelta(days=365)  # who did belongs to the readers of a place
BUNDLE_GOOD_FOR: Final = timedelta(days=7)
REQUEST_GOOD_FOR: Final = timedelta(minutes=10)
LIMITS: Final = {
    "batch_events": 500,
    "batch_bytes": 1_000_000,
    "event_bytes": 20_000,
    "file_events": 20_000,
    "copies": 10_000,
    "patrons": 5_000,
}
FILE_BYTES: Final = 60_000_000
LARGEST: Final = 2_147_483_647
SIDE: Final = 32  # bytes of each half of a signature and of a key, P-256

# --- texts and numbers as they come


def moment(text: object) -> datetime | None:
    """A time as the protocol writes it; None of anything else."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", text):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def written(at: datetime) -> str:
    """A time as the protocol writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def uuid_of(text: object) -> UUID | None:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
        return None
    return UUID(text)


def whole(value: object, least: int = 0, most: int = LARGEST) -> int | None:
    """The number, if it is a whole one within these limits; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if least <= value <= most else None


def unpadded(text: object) -> bytes | None:
    """What base64url without padding says."""
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        return None
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None


# --- signatures


def canonical(*, method: str, path: str, time: str, body: bytes, device: str) -> bytes:
    """What is signed: docs/offline-protocol.md, section 1."""
    return "\n".join(("lienthu-1", method, path, time, hashlib.sha256(body).hexdigest(), device)).encode()


def key_of(x: object, y: object) -> "EllipticCurvePublicKey | None":
    """The public key of a JWK's coordinates; None where they are no point of P-256."""
    # Here and below, because most starts of the program meet no signature.
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers

    first, second = unpadded(x), unpadded(y)
    if first is None or second is None or len(first) != SIDE or len(second) != SIDE:
        return None
    try:
        numbers = EllipticCurvePublicNumbers(int.from_bytes(first), int.from_bytes(second), SECP256R1())
        return numbers.public_key()
    except ValueError:
        return None


def is_signed(text: bytes, signature: str, key: "EllipticCurvePublicKey") -> bool:
    """Whether the key signed the text; `signature` is r‖s in base64url, as WebCrypto gives it."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    raw = unpadded(signature)
    if raw is None or len(raw) != 2 * SIDE:
        return False
    try:
        der = encode_dss_signature(int.from_bytes(raw[:SIDE]), int.from_bytes(raw[SIDE:]))
        key.verify(der, text, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


# --- events and batches


class Event(NamedTuple):
    """One event of a batch, its shape proved; what is in its data is its kind's own business."""

    seq: int
    uuid: UUID
    kind: str
    at: datetime  # by the device's clock
    offset_ms: int | None
    boot: str
    mono_ms: int | None
    bundle: UUID | None
    raw: Mapping[str, Any]
    digest: str


@dataclass(frozen=True)
class Batch:
    """What came in one request or one file. `live`: it came straight from the device, so its clock can be measured."""

    events: list[Event]
    device_now: datetime
    boot: str
    mono_ms: int | None
    last_seq: int
    live: bool


def digest_of(raw: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(raw, option=orjson.OPT_SORT_KEYS)).hexdigest()


def read_batch(body: bytes, *, live: bool) -> Batch:
    """The batch in these bytes. Raises DeviceRefused, which names the first event whose shape is wrong."""
    given = read_object(body)
    events = given.get("events")
    device_now = moment(given.get("device_now"))
    if not isinstance(events, list) or device_now is None:
        raise DeviceRefused("bad_request", _("The batch has no list of events, or no time of the device."), status=400)
    most = LIMITS["batch_events" if live else "file_events"]
    if len(events) > most:
        message = _("At most %(most)d events come at once; these are %(count)d.")
        raise DeviceRefused("too_large", message % {"most": most, "count": len(events)}, status=413)
    found = [read_event(raw, position) for position, raw in enumerate(events)]
    last = whole(given.get("last_seq")) or 0
    return Batch(
        events=found,
        device_now=device_now,
        boot=str(given.get("boot") or ""),
        mono_ms=whole(given.get("mono_ms"), most=2**53),
        last_seq=max([last, *(event.seq for event in found)]),
        live=live,
    )


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in these bytes. Raises DeviceRefused."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise DeviceRefused("bad_json", _("What was sent is not JSON."), status=400) from error
    if not isinstance(given, dict):
        raise DeviceRefused("bad_request", _("What was sent is not a JSON object."), status=400)
    return given


@dataclass(frozen=True)
class Photo:
    """A photograph of a trip as a device sends it: a picture's bytes, its caption, and whether those on it agreed."""

    trip: int
    data: bytes
    caption: str
    agreed: bool


def read_photo(body: bytes) -> Photo:
    """The photograph in these bytes; whether it is a picture is not looked at. Raises DeviceRefused."""
    given = read_object(body)
    trip, caption = whole(given.get("trip"), 1), given.get("caption")
    try:
        data = binascii.a2b_base64(str(given.get("jpeg") or "").encode(), strict_mode=True)
    except binascii.Error:
        data = b""
    if trip is None or not isinstance(caption, str) or not data:
        raise DeviceRefused("bad_request", _("The request has no photo, or does not say of which trip."), status=400)
    return Photo(trip, data, caption, given.get("agreed") is True)


def read_event(raw: object, position: int) -> Event:
    """One event, its shape proved. Raises DeviceRefused with its position."""
    if not isinstance(raw, dict):
        raise _bad_event(position, None)
    seq, uuid, at = whole(raw.get("seq"), 1), uuid_of(raw.get("id")), moment(raw.get("at"))
    kind, data, clock = raw.get("kind"), raw.get("data"), raw.get("clock")
    if seq is None or uuid is None or at is None or not isinstance(data, dict) or not isinstance(clock, dict):
        raise _bad_event(position, raw.get("seq"))
    dumped = orjson.dumps(raw)
    if not isinstance(kind, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", kind) or b"\\u0000" in dumped:
        raise _bad_event(position, seq)  # a NUL is no text to PostgreSQL
    if len(dumped) > LIMITS["event_bytes"]:
        message = _("Event %(seq)d is larger than %(most)d bytes.")
        facts = {"seq": seq, "most": LIMITS["event_bytes"]}
        raise DeviceRefused("bad_event", message % facts, status=400, seq=seq, position=position)
    offset = whole(clock.get("offset_ms"), -(2**53), 2**53)
    return Event(
        seq=seq,
        uuid=uuid,
        kind=kind,
        at=at,
        offset_ms=offset,
        boot=str(clock.get("boot") or ""),
        mono_ms=whole(clock.get("mono_ms"), most=2**53),
        bundle=uuid_of(raw.get("bundle")),
        raw=raw,
        digest=digest_of(raw),
    )


def _bad_event(position: int, seq: object) -> DeviceRefused:
    message = _("Event number %(position)d of what was sent is not written as the protocol says.")
    return DeviceRefused("bad_event", message % {"position": position + 1}, status=400, seq=seq, position=position)


# --- clocks

FUTURE, EARLY, JUMPED = "future", "early", "jumped"
SLACK = timedelta(minutes=10)
STEADY = timedelta(minutes=1)  # wall clock and running count agree that closely while nobody touches the clock
JUMP = timedelta(days=1)


class Told(NamedTuple):
    """When an event happened by the hub's clock, and why that cannot be told ("" when it can)."""

    at: datetime
    trouble: str


def told(event: Event, batch: Batch, *, received: datetime, floor: datetime) -> Told:
    """The event's time by the hub's clock; `floor` is when the device took what the event rests on.

    A running count that agrees with the wall clock proves that nobody set the clock between the event and its sending:
    then the difference that is measured now held then, too. A clock that was set back in between shows by a count that
    ran on. A count that stood still while the device slept proves nothing, and the offset that was known then counts.
    """
    skew = received - batch.device_now if batch.live else None
    known = timedelta(milliseconds=event.offset_ms) if event.offset_ms is not None else None
    at, trouble = event.at + (known if known is not None else skew or timedelta()), ""
    if skew is not None and event.boot and event.boot == batch.boot and None not in (event.mono_ms, batch.mono_ms):
        ran = timedelta(milliseconds=(batch.mono_ms or 0) - (event.mono_ms or 0))
        passed = batch.device_now - event.at
        if abs(passed - ran) <= STEADY:
            at, known = event.at + skew, skew
        elif passed < ran:
            at, known = received - ran, skew
    if skew is not None and known is not None and abs(skew - known) >= JUMP:
        trouble = JUMPED
    if at > received + SLACK:
        trouble = FUTURE
    elif at < floor - SLACK:
        trouble = EARLY
    return Told(min(at, received), trouble)
