"""Telling every process that what it has computed of calendars is no longer so."""

import secrets

from lienthu.calendars.models import Stamp


def redraw() -> None:
    """Draw a new stamp, in the transaction of the change that asks for it."""
    Stamp.objects.update_or_create(id=1, defaults={"drawn": secrets.randbits(62)})
