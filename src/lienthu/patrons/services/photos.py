"""Photos of patrons: checked, kept below the uploads, never served but by the page that checks who asks."""

import secrets
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.common.pictures import upright
from lienthu.patrons import pictures
from lienthu.patrons.errors import PatronRefused
from lienthu.patrons.models import Patron
from lienthu.patrons.services.patrons import locked

LONGEST = 1_200  # pixels of a side that are kept: a card has room for fewer


@transaction.atomic
def put(*, patron: Patron, data: bytes, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Make the picture the patron's photo; the one before is deleted. Raises PatronRefused for what is no picture.

    It is made anew from its pixels: where and when it was taken is not kept.
    """
    if len(data) > pictures.LARGEST:
        message = _("The photo is larger than 3 MB. Take a smaller one.")
        raise PatronRefused("too_large", message, field="photo")
    no_picture = PatronRefused("no_picture", _("This file is no photo. Choose a JPEG or PNG picture."), field="photo")
    if pictures.read(data) is None:
        raise no_picture
    try:
        made = upright(data, longest=LONGEST)
    except (OSError, ValueError) as error:
        raise no_picture from error
    patron = locked(patron)
    before = patron.photo
    name = f"patrons/{patron.pk % 1000:03d}/{patron.pk}-{secrets.token_hex(8)}.jpg"
    patron.photo = default_storage.save(name, ContentFile(made))
    patron.save(update_fields=("photo",))
    audit.record(actor=actor, at=at, action="patron.photographed", thing=patron, before=None, after=None)
    forget_file(before)


@transaction.atomic
def remove(*, patron: Patron, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Take the photo away, the file with it."""
    patron = locked(patron)
    if patron.photo:
        before, patron.photo = patron.photo, ""
        patron.save(update_fields=("photo",))
        audit.record(actor=actor, at=at, action="patron.photo_removed", thing=patron, before=None, after=None)
        forget_file(before)


def forget_file(name: str) -> None:
    """Delete the file once the transaction has committed."""
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))
