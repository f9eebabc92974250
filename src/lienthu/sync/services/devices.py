"""Enrolling a device by a one-time QR address, and cutting it off."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.sync import rules
from lienthu.sync.errors import DeviceRefused, EnrolmentRefused
from lienthu.sync.models import Device, Enrolment

SEEN_EVERY = timedelta(minutes=1)


class Invitation(NamedTuple):
    """An enrolment with its token, which is told once and kept nowhere."""

    enrolment: Enrolment
    token: str


@transaction.atomic
def invite(
    *, name: str, person: User, library: Organisation, site: Site | None, actor: User, at: datetime
) -> Invitation:
    """Make a QR address by which one device of the person may be let in. Raises EnrolmentRefused without a name."""
    name = " ".join(name.split())[:80]
    if not name:
        message = _("Give the device a name by which you know it again, such as “Phone of the bus”.")
        raise EnrolmentRefused("no_name", message, field="name")
    token = secrets.token_urlsafe(32)
    row = Enrolment.objects.create(
        token_digest=_digest(token),
        name=name,
        person=person,
        library=library,
        site=site,
        made_at=at,
        expires_at=at + rules.ENROLMENT_GOOD_FOR,
    )
    audit.record(
        actor=actor,
        at=at,
        action="enrolment.made",
        thing=row,
        before=None,
        after={"device": name, "holder": str(person)},
    )
    return Invitation(row, token)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Enrolled(NamedTuple):
    """A device that was let in; `again`: the same key asked before, and its answer was lost."""

    device: Device
    again: bool


def enrol(*, token: str, x: str, y: str, name: str, at: datetime) -> Enrolled:
    """Let the device with this public key in. Raises DeviceRefused: the address is unknown, used or too old."""
    with in_turn():
        rows = Enrolment.objects.select_for_update(of=("self",)).select_related("device")
        row = rows.filter(token_digest=_digest(token)).first()
        if row is None:
            raise DeviceRefused("expired", _("This QR address is not known here. Ask for a new one."), status=410)
        if row.device is not None:
            if (row.device.key_x, row.device.key_y) == (x, y):
                return Enrolled(row.device, again=True)
            message = _("This QR address was used by another device already. Ask for a new one.")
            raise DeviceRefused("used", message, status=409)
        if at > row.expires_at:
            raise DeviceRefused("expired", _("This QR address is too old. Ask for a new one."), status=410)
        if Device.objects.filter(key_x=x, key_y=y).exists():
            raise DeviceRefused("used", _("This key is enrolled already. The device must make a new one."), status=409)
        device = Device.objects.create(
            id=uuid4(),
            name=" ".join(name.split())[:80] or row.name,
            person=row.person,
            library=row.library,
            site=row.site,
            key_x=x,
            key_y=y,
            enrolled_at=at,
            last_seen_at=at,
        )
        row.device = device
        row.save(update_fields=("device",))
        after = {"device": device.name, "holder": str(device.person)}
        audit.record(actor=device.person, at=at, action="device.enrolled", thing=device, before=None, after=after)
    return Enrolled(device, again=False)


@transaction.atomic
def cut_off(*, device: Device, reason: str, actor: User, at: datetime) -> Device:
    """Work with the device no more: it is told to erase itself, and what it still sends is asked about.

    Raises EnrolmentRefused when it is cut off already, or no reason is given.
    """
    held = Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    if held.cut_off_at is not None:
        raise EnrolmentRefused("cut_off", _("This device is cut off already."))
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise EnrolmentRefused("no_reason", _("Write down why: lost, broken, given to somebody else."), field="reason")
    held.cut_off_at, held.cut_off_by, held.cut_off_reason = at, actor, reason
    held.save(update_fields=("cut_off_at", "cut_off_by", "cut_off_reason"))
    audit.record(
        actor=actor, at=at, action="device.cut_off", thing=held, before=None, after={"device": held.name}, reason=reason
    )
    return held


def seen(*, device: Device, at: datetime) -> None:
    """Note that the device was heard of, at most once a minute."""
    if device.last_seen_at is None or at - device.last_seen_at >= SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(last_seen_at=at)
