"""Photographs with captions, made anew from their pixels: where and when they were taken is not kept."""

import secrets
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.pictures import upright
from lienthu.conferences.errors import ConferenceRefused
from lienthu.conferences.models import Conference, Photo
from lienthu.conferences.services.planning import held_open

LARGEST = 15_000_000  # bytes, as a camera makes them
LONGEST = 2_000  # pixels of a side that are kept
MOST = 100
WRITTEN = (*Conference.OPEN, Conference.State.CLOSED)  # pictures come in after the closing too


@transaction.atomic
def add(
    *, conference: Conference, data: bytes, caption: str, is_public: bool, actor: User | None, at: datetime
) -> Photo:
    """A picture and what it shows. Raises ConferenceRefused, naming the field."""
    row = held_open(conference, *WRITTEN)
    if not caption.strip():
        raise ConferenceRefused("no_caption", _("Write what the photo shows."), field="caption")
    if len(data) > LARGEST:
        message = _("The photo is larger than 15 MB. Take a smaller one.")
        raise ConferenceRefused("too_large", message, field="photo")
    if row.photos.count() >= MOST:
        message = _("A conference keeps %(most)d photos. Take one away first.")
        raise ConferenceRefused("too_many", message % {"most": MOST}, field="photo")
    try:
        made = upright(data, longest=LONGEST)
    except ValueError as error:
        message = _("This file is no photo. Choose a JPEG or PNG picture.")
        raise ConferenceRefused("no_picture", message, field="photo") from error
    name = default_storage.save(f"conferences/{row.pk}/{secrets.token_hex(8)}.jpg", ContentFile(made))
    photo = Photo.objects.create(
        conference=row, file=name, caption=caption.strip()[:300], is_public=is_public, at=at, actor=actor
    )
    after = {"caption": photo.caption}
    audit.record(actor=actor, at=at, action="conference.photographed", thing=row, before=None, after=after)
    return photo


@transaction.atomic
def change(*, photo: Photo, caption: str, is_public: bool, actor: User | None, at: datetime) -> Photo:
    """Another caption; shown to the public, or not."""
    row = held_open(photo.conference, *WRITTEN)
    if not caption.strip():
        raise ConferenceRefused("no_caption", _("Write what the photo shows."), field="caption")
    before = {"caption": photo.caption, "is_public": photo.is_public}
    photo.caption, photo.is_public = caption.strip()[:300], is_public
    photo.save(update_fields=("caption", "is_public"))
    after = {"caption": photo.caption, "is_public": is_public}
    audit.record(actor=actor, at=at, action="conference.photo_changed", thing=row, before=before, after=after)
    return photo


@transaction.atomic
def remove(*, photo: Photo, actor: User | None, at: datetime) -> None:
    """Take the photo away, the file with it."""
    row = held_open(photo.conference, *WRITTEN)
    name, before = photo.file, {"caption": photo.caption}
    photo.delete()
    audit.record(actor=actor, at=at, action="conference.photo_removed", thing=row, before=before, after=None)
    transaction.on_commit(lambda: default_storage.delete(name))
