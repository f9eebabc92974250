"""A telephone of the demonstration's mobile library: what it brought back, and two questions about it."""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.db import transaction

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy
from lienthu.demo.network import Member
from lienthu.patrons.models import Patron
from lienthu.sync import rules
from lienthu.sync.models import Device
from lienthu.sync.services import devices, storing
from lienthu.sync.services.folding import fold

LIBRARY, CREW = "AG", "lai-xe"
NAME = "Điện thoại xe Ánh sáng tri thức (trình diễn)"


@transaction.atomic
def build(*, libraries: Sequence[Member], today: datetime) -> None:
    """A device whose key nobody has, with the acts of one morning. Safe to repeat."""
    library = next((member.library for member in libraries if member.library.code == LIBRARY), None)
    person = User.objects.filter(username=CREW).first()
    if library is None or person is None or Device.objects.exists():
        return
    began = today - timedelta(hours=6)
    invitation = devices.invite(name=NAME, person=person, library=library, site=None, actor=person, at=began)
    key = generate_private_key(SECP256R1()).public_key().public_numbers()
    device = devices.enrol(token=invitation.token, x=_told(key.x), y=_told(key.y), name="", at=began).device
    free = Copy.objects.filter(custodian=library, status=Copy.Status.AVAILABLE).exclude(barcode="").order_by("-pk")
    reader = Patron.objects.filter(library=library, state=Patron.State.ACTIVE).order_by("-pk").first()
    acts: list[tuple[str, dict[str, Any]]] = [("visit", {"age_band": "child", "quantity": 34})]
    acts.append(("visit", {"age_band": "adult", "quantity": 9}))
    for copy in free[:1]:
        acts += [("in_house_use", {"barcode": copy.barcode}), ("check_in", {"barcode": copy.barcode})]
    if reader is not None:
        acts.append(("check_out", {"barcode": "AG.KHONG-RO", "patron": reader.pk}))
    batch = rules.read_batch(_batch(acts, began, today), live=True)
    storing.store(device=device, batch=batch, at=today)
    fold(device.pk)


def _told(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(rules.SIDE)).rstrip(b"=").decode()


def _batch(acts: Sequence[tuple[str, dict[str, Any]]], began: datetime, sent: datetime) -> bytes:
    """As a device writes it, an act every ten minutes."""
    events = [
        {
            "seq": number,
            "id": str(uuid4()),
            "kind": kind,
            "at": rules.written(began + number * timedelta(minutes=10)),
            "clock": {"offset_ms": 0, "boot": "", "mono_ms": None},
            "bundle": None,
            "data": data,
        }
        for number, (kind, data) in enumerate(acts, 1)
    ]
    return orjson.dumps({"device_now": rules.written(sent), "last_seq": len(events), "events": events})
