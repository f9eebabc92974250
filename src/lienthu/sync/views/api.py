"""What devices ask: signed requests in, JSON out. docs/offline-protocol.md is the contract."""

import gzip
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from lienthu.common.errors import DomainError
from lienthu.sync import queries, rules
from lienthu.sync.errors import DeviceRefused
from lienthu.sync.models import Device
from lienthu.sync.services import bundles, devices, photographs, storing

GZIP_FROM = 1_400  # bytes: below, it fits one packet anyway
ERRORS = {"erase", "seq", "position"}  # what an error may say besides its code and words
Answer = tuple[int, Mapping[str, object]]


def answers(view: Callable[..., Answer]) -> Callable[..., HttpResponse]:
    """Make a JSON answer of what the view gives or refuses. No cookies stand behind it, so nothing can be forged."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        try:
            if int(request.headers.get("Content-Length") or 0) > rules.LIMITS["batch_bytes"]:
                message = _("The request is larger than %(most)d bytes. Send fewer events at once.")
                raise DeviceRefused("too_large", message % {"most": rules.LIMITS["batch_bytes"]}, status=413)
            status, content = view(request, now, *args, **kwargs)
        except DomainError as refusal:
            told = {name: value for name, value in refusal.context.items() if name in ERRORS}
            status, content = int(str(refusal.context.get("status") or 400)), {
                "code": refusal.code, "words": str(refusal), **told,
            }  # fmt: skip
        return _json(request, status, {**content, "now": rules.written(now)})

    return answered


def _json(request: HttpRequest, status: int, content: Mapping[str, object]) -> HttpResponse:
    body = orjson.dumps(content)
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if len(body) > GZIP_FROM and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, compresslevel=6)
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)


def method(name: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Refuse every other method."""

    def guard(view: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
            if request.method != name:
                message = _("This address is asked by %(method)s.") % {"method": name}
                raise DeviceRefused("bad_request", message, status=405)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def signed(*, cut_off_too: bool = False) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Give the view the device that signed the request; one that was cut off is told to erase itself."""

    def guard(view: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(view)
        def proved(request: HttpRequest, now: datetime, *args: Any, **kwargs: Any) -> Answer:
            device = _device(request, now)
            if device.cut_off_at is not None and not cut_off_too:
                message = _("This device was cut off. It erases what it holds; ask your library for a new enrolment.")
                raise DeviceRefused("cut_off", message, status=403, erase=True)
            devices.seen(device=device, at=now)
            return view(request, now, device, *args, **kwargs)

        return proved

    return guard


def _device(request: HttpRequest, now: datetime) -> Device:
    given = request.headers.get("Lienthu-Device", "")
    if not given:
        raise DeviceRefused("not_signed", _("This address is for enrolled devices only."), status=401)
    device = queries.device_of(given)
    if device is None:
        raise DeviceRefused("unknown_device", _("This device is not enrolled at this hub."), status=404)
    _demand_signature(request, now, device.key_x, device.key_y, given)
    return device


def _demand_signature(request: HttpRequest, now: datetime, x: object, y: object, device: str) -> None:
    """Raises DeviceRefused. The signature is looked at first: only who has the key is told the time."""
    time = request.headers.get("Lienthu-Time", "")
    text = rules.canonical(
        method=request.method or "", path=request.get_full_path(), time=time, body=request.body, device=device
    )
    key = rules.key_of(x, y)
    if key is None or not rules.is_signed(text, request.headers.get("Lienthu-Signature", ""), key):
        raise DeviceRefused("bad_signature", _("The signature of the device is not right."), status=401)
    at = rules.moment(time)
    if at is None or abs(now - at) > rules.REQUEST_GOOD_FOR:
        message = _("The device's clock is not the hub's. It asks again with the right time.")
        raise DeviceRefused("time", message, status=401)


@answers
@method("POST")
def enrolments(request: HttpRequest, now: datetime) -> Answer:
    """Let a device in by its one-time address."""
    given = rules.read_object(request.body)
    key = given.get("key")
    if not isinstance(key, dict) or (key.get("kty"), key.get("crv")) != ("EC", "P-256"):
        raise DeviceRefused("bad_request", _("The device must send a public key on the curve P-256."), status=400)
    _demand_signature(request, now, key.get("x"), key.get("y"), "new")
    done = devices.enrol(
        token=str(given.get("token") or ""), x=str(key["x"]), y=str(key["y"]), name=str(given.get("name") or ""), at=now
    )
    device = queries.device_of(str(done.device.pk)) or done.device
    return 200 if done.again else 201, _told(device, now)


def _told(device: Device, now: datetime) -> dict[str, object]:
    """Who the device is, as it is told at enrolment and whenever it asks."""
    return {
        "device": str(device.pk),
        "name": device.name,
        "person": str(device.person),
        "library": bundles.told_library(device.library, timezone.localdate(now)),
        "site": {"id": device.site.pk, "name": device.site.name} if device.site else None,
        "kinds": queries.kinds(),
        "limits": rules.LIMITS,
    }


@answers
@method("GET")
@signed()
def status(request: HttpRequest, now: datetime, device: Device) -> Answer:
    """Where the device stands with the hub."""
    return 200, {
        **_told(device, now),
        "stored_to": device.stored_to,
        "waiting": device.waiting,
        "questions": queries.open_questions(device),
        "cursor": device.cursor,
    }


@answers
@method("GET")
@signed()
def scopes(request: HttpRequest, now: datetime, device: Device) -> Answer:
    """What may be taken along."""
    return 200, {"scopes": bundles.choices(device=device, at=now)}


@answers
@method("POST")
@signed()
def make_bundle(request: HttpRequest, now: datetime, device: Device) -> Answer:
    """Put a bundle together."""
    given = rules.read_object(request.body)
    number, scope = rules.uuid_of(given.get("bundle")), given.get("scope")
    if number is None or not isinstance(scope, dict) or rules.whole(scope.get("id"), 1, 2**53) is None:
        raise DeviceRefused("bad_request", _("The request does not say which bundle it asks for."), status=400)
    bundle, new = bundles.make(
        device=device, number=number, kind=str(scope.get("kind")), scope_id=int(scope["id"]), at=now
    )
    return 201 if new else 200, bundle


@answers
@method("POST")
@signed(cut_off_too=True)
def batches(request: HttpRequest, now: datetime, device: Device) -> Answer:
    """Store what the device did, before anything else is done with it."""
    stored = storing.store(device=device, batch=rules.read_batch(request.body, live=True), at=now)
    return 200, {
        "stored_to": stored.device.stored_to,
        "conflicts": stored.conflicts,
        "erase": device.cut_off_at is not None,
        "waiting": stored.device.waiting,
    }


@answers
@method("POST")
@signed()
def photos(request: HttpRequest, now: datetime, device: Device) -> Answer:
    """Take in one photograph of a trip; sent again it is the same."""
    photographs.keep(device=device, photo=rules.read_photo(request.body), at=now)
    return 200, {"kept": True}


@answers
@method("GET")
@signed()
def outcomes(request: HttpRequest, now: datetime, device: Device) -> Answer:
    """What was decided since a cursor."""
    after = request.GET.get("after", "0")
    if not after.isascii() or not after.isdigit() or len(after) > 10:
        raise DeviceRefused("bad_request", _("The cursor is a whole number."), status=400)
    told, cursor, more = queries.told_outcomes(device, min(int(after), rules.LARGEST))
    return 200, {"outcomes": told, "cursor": cursor, "more": more, "waiting": device.waiting}
