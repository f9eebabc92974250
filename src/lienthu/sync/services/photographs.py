"""Photographs of a trip: sent one by one, or in the file of a USB stick."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from lienthu.common.errors import DomainError
from lienthu.sync import registry, rules
from lienthu.sync.models import Device


def keep(*, device: Device, photo: rules.Photo, at: datetime) -> None:
    """Take in one photograph; sent again it is the same. Raises DomainError for one that is not taken."""
    registry.keep_photo(
        registry.TripPhoto(
            device=device, trip=photo.trip, data=photo.data, caption=photo.caption, agreed=photo.agreed, at=at
        )
    )


def keep_all(*, device: Device, photos: Sequence[rules.Photo], at: datetime) -> list[str]:
    """Those of a file. Returns a sentence for each that is not taken: its device has it still, and asks again."""
    refused = []
    for photo in photos:
        why = _("This device was cut off; its photos are not taken.") if device.cut_off_at is not None else ""
        try:
            if not why:
                keep(device=device, photo=photo, at=at)
        except DomainError as refusal:
            why = str(refusal)
        if why:
            message = _("The photo “%(caption)s” was not taken, and stays on the device: %(why)s")
            refused.append(message % {"caption": photo.caption[:80], "why": why})
    return refused
