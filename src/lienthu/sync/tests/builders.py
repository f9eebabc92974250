"""A device as the protocol knows it: a key, a log, and requests that it signs, over Django's client."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from conftest import Person
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from django.utils import timezone

from lienthu.common import jobs
from lienthu.federation.models import Site
from lienthu.sync import rules
from lienthu.sync.models import Device, Outcome, Question
from lienthu.sync.services import devices, storing

API = "/may/api/"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Phone:
    """Somebody's phone: enrolled when it is made, unless `token` is "". Its clock is `skew` ahead of the hub's."""

    def __init__(self, token: str, *, skew: timedelta = timedelta()) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.skew, self.boot = skew, str(uuid4())
        self.offset_ms: int | None = None
        self.client = Client()
        self.id, self.log = "", [dict[str, Any]() for _ in range(0)]
        if token:
            answer = self.enrol(token)
            assert answer.status_code == 201, answer.content
            self.id = answer.json()["device"]

    # --- speaking

    @property
    def jwk(self) -> dict[str, str]:
        numbers = self.key.public_key().public_numbers()
        return {"kty": "EC", "crv": "P-256", "x": b64(numbers.x.to_bytes(32)), "y": b64(numbers.y.to_bytes(32))}

    def sign(self, method: str, path: str, time: str, body: bytes, device: str) -> str:
        text = rules.canonical(method=method, path=path, time=time, body=body, device=device)
        r, s = decode_dss_signature(self.key.sign(text, ec.ECDSA(SHA256())))
        return b64(r.to_bytes(32) + s.to_bytes(32))

    def ask(self, method: str, name: str, content: object = None, *, device: str = "", time: str = "") -> Any:
        """One signed request below /may/api/."""
        path, body = API + name, b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
        device, time = device or self.id, time or rules.written(timezone.now())
        headers = {
            "Lienthu-Device": device,
            "Lienthu-Time": time,
            "Lienthu-Signature": self.sign(method, path, time, body, device),
        }
        return self.client.generic(method, path, body, content_type="application/json", headers=headers)

    def enrol(self, token: str) -> Any:
        return self.ask("POST", "enrolments/", {"token": token, "key": self.jwk}, device="new")

    def take(self, site: Site, number: str = "") -> dict[str, Any]:
        """A bundle of a site."""
        content = {"bundle": number or str(uuid4()), "scope": {"kind": "site", "id": site.pk}}
        answer = self.ask("POST", "bundles/", content)
        assert answer.status_code in (200, 201), answer.content
        found: dict[str, Any] = answer.json()
        return found

    # --- working

    def clock(self, at: datetime | None = None) -> datetime:
        return (at or timezone.now()) + self.skew

    def act(self, kind: str, *, at: datetime | None = None, bundle: str | None = None, **data: Any) -> dict[str, Any]:
        """Write an event into the log; `at` is the true time."""
        known = at or timezone.now()
        event = {
            "seq": len(self.log) + 1,
            "id": str(uuid4()),
            "kind": kind,
            "at": rules.written(self.clock(known)),
            "clock": {"offset_ms": self.offset_ms, "boot": self.boot, "mono_ms": mono(known)},
            "bundle": bundle,
            "data": data,
        }
        self.log.append(event)
        return event

    def batch(self, events: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        return {
            "batch": str(uuid4()),
            "device_now": rules.written(self.clock()),
            "boot": self.boot,
            "mono_ms": mono(timezone.now()),
            "last_seq": len(self.log),
            "events": self.log if events is None else events,
        }

    def send(self, events: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """Send the whole log, or these; not folded yet."""
        answer = self.ask("POST", "batches/", self.batch(events))
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def hand_in(self) -> dict[int, dict[str, Any]]:
        """Send everything, have it folded, and read every outcome: seq → outcome."""
        self.send()
        jobs.work_here()
        return self.outcomes()

    def outcomes(self) -> dict[int, dict[str, Any]]:
        found, after = {}, 0
        while True:
            answer = self.ask("GET", f"outcomes/?after={after}").json()
            found.update({each["seq"]: each for each in answer["outcomes"]})
            after = answer["cursor"]
            if not answer["more"]:
                return found

    def file(self, *photos: dict[str, Any]) -> bytes:
        """The log, and photos of a trip, as a signed file for a stick."""
        body = json.dumps(self.batch()).encode()
        time = rules.written(self.clock())
        signature = self.sign("FILE", storing.BATCHES, time, body, self.id)
        bodies = [json.dumps(photo) for photo in photos]
        pictures = [
            {"body": each, "signature": self.sign("FILE", storing.PHOTOS, time, each.encode(), self.id)}
            for each in bodies
        ]
        file = storing.written_file(device=self.id, time=time, body=body, signature=signature, photos=pictures)
        return json.dumps(file).encode()

    @property
    def row(self) -> Device:
        return Device.objects.get(pk=self.id)

    def outcome(self, seq: int) -> Outcome:
        return Outcome.objects.get(device=self.id, event__seq=seq)

    def question(self, seq: int) -> Question:
        return Question.objects.get(device=self.id, event__seq=seq, answered_at=None)


BEGAN = datetime(2020, 1, 1, tzinfo=UTC)


def mono(at: datetime) -> int:
    """A running count of milliseconds that nobody can set."""
    return round((at - BEGAN).total_seconds() * 1000)


def token_for(person: Person, *, site: Site | None = None, at: datetime | None = None) -> str:
    """A QR address of the person's, not used yet."""
    made = devices.invite(
        name="Điện thoại xe 1",
        person=person.user,
        library=person.library,
        site=site,
        actor=person.user,
        at=at or timezone.now(),
    )
    return made.token


def phone(person: Person, *, site: Site | None = None, ago: timedelta = timedelta(days=3), **more: Any) -> Phone:
    """An enrolled phone; for as long as `ago`, so that its acts may lie in the past."""
    made = Phone(token_for(person, site=site), **more)
    Device.objects.filter(pk=made.id).update(enrolled_at=timezone.now() - ago)
    return made


def hours_ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)
