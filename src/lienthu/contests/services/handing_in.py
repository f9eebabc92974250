"""Files with an entry: pictures, PDFs, films, sounds, told by their content, without the place of their making."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, pictures, uploads, withdrawing
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import Entry, Medium
from lienthu.lib import recordings

LARGEST, LONGEST, MOST_MEDIA = 8_000_000, 2_000, 12
PDF = "application/pdf"


@transaction.atomic
def hand_in(
    *, entry: Entry, upload: "UploadedFile[Any]", caption: str, poster: "UploadedFile[Any] | None" = None,
    actor: User | None, at: datetime,
) -> Medium:  # fmt: skip
    """A picture, a PDF, a film or a sound with the entry. Where a picture or a film was taken is gone from it.

    `poster`: the picture that stands there before a film is played. Raises ContestRefused.
    """
    if entry.media.count() >= MOST_MEDIA:
        message = _("An entry keeps %(most)d files. Take one away first.") % {"most": MOST_MEDIA}
        raise ContestRefused("too_many", message, field="file")
    kind = uploads.media_type(upload)
    if kind in {"image/jpeg", "image/png", PDF}:
        _demand_small(upload, LARGEST, "file")
        path = uploads.keep(upload, folder="contests", of=entry.pk, suffix=".pdf") if kind == PDF else ""
        path, kind = (path, PDF) if path else (_picture(upload, entry, "file"), "image/jpeg")
    else:
        _demand_small(upload, settings.LARGEST_RECORDING, "file")
        path, kind = _recording(upload, entry)
    row = Medium.objects.create(
        entry=entry, file=path, name=uploads.called(upload, path), content_type=kind, caption=caption.strip()[:200],
        poster=_picture(poster, entry, "poster") if poster is not None and kind.startswith("video/") else "",
        added_at=at,
    )  # fmt: skip
    audit.record(actor=actor, at=at, action="entry.handed_in", thing=entry, before=None, after={"name": row.name})
    return row


def _demand_small(upload: "UploadedFile[Any]", most: int, field: str) -> None:
    if upload.size is not None and upload.size > most:
        message = _("The file is larger than %(most)d MB. Hand in a smaller one.") % {"most": most // 1_000_000}
        raise ContestRefused("too_large", message, field=field)


def _picture(upload: "UploadedFile[Any]", entry: Entry, field: str) -> str:
    """The picture made anew from its pixels, kept; its path."""
    _demand_small(upload, LARGEST, field)
    upload.seek(0)
    try:
        made = pictures.upright(upload.read(), longest=LONGEST)
    except (OSError, ValueError) as error:
        message = _("This picture cannot be opened: take another one.")
        raise ContestRefused("unreadable", message, field=field) from error
    return default_storage.save(f"contests/{entry.pk}-{get_random_string(16)}.jpg", ContentFile(made))


def _recording(upload: "UploadedFile[Any]", entry: Entry) -> tuple[str, str]:
    """The film or sound kept, with what a camera wrote of the place blanked; its path and what it is."""
    kind = recordings.kind_of(cast(BinaryIO, upload.file))
    if kind is None:
        message = _("Hand in a JPEG or PNG picture, a PDF, a film (MP4, WebM) or a sound (MP3, M4A, OGG).")
        raise ContestRefused("not_known", message, field="file")
    path = uploads.keep(upload, folder="contests", of=entry.pk, suffix=recordings.SUFFIXES[kind])
    with (Path(settings.UPLOADS) / path).open("r+b") as file:
        recordings.without_place(file)
    return path, kind


@transaction.atomic
def remove(*, medium: Medium, actor: User | None, at: datetime) -> None:
    """Take a file away, from the disk too, and from wherever it was shown further."""
    paths, entry = [path for path in (medium.file, medium.poster) if path], medium.entry
    audit.record(actor=actor, at=at, action="entry.file_removed", thing=entry, before={"name": medium.name}, after=None)
    withdrawing.tell(medium, paths, at=at)  # pages that showed it, not all that speak of the contest
    medium.delete()
    for path in paths:
        transaction.on_commit(partial(default_storage.delete, path))
