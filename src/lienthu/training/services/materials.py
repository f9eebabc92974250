"""Files that are handed out: taken in by what they are, not by what they are called."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, uploads
from lienthu.training.errors import TrainingRefused
from lienthu.training.models import Course, Material
from lienthu.training.services.courses import OPEN, held

LARGEST = 30_000_000  # bytes
MOST = 100


@transaction.atomic
def add(*, course: Course, title: str, upload: "UploadedFile[Any]", actor: User | None, at: datetime) -> Material:
    """Keep the file. Raises TrainingRefused for what is neither a PDF nor a picture, and for too large a one."""
    row = held(course, *OPEN)
    if (upload.size or 0) > LARGEST:
        raise TrainingRefused("too_large", _("The file is larger than 30 MB."), field="upload")
    kind = uploads.media_type(upload)
    if kind is None:
        message = _("This file is neither a PDF nor a picture. Save slides as a PDF first.")
        raise TrainingRefused("no_document", message, field="upload")
    if row.materials.count() >= MOST:
        raise TrainingRefused("too_many", _("A course has at most %(most)d files.") % {"most": MOST}, field="upload")
    path = uploads.keep(upload, folder="training", of=row.pk, suffix=uploads.SUFFIXES[kind])
    made = Material.objects.create(
        course=row, title=title.strip(), file_name=uploads.called(upload, path), path=path, media_type=kind, at=at,
        actor=actor,
    )  # fmt: skip
    after = {"title": made.title}
    audit.record(actor=actor, at=at, action="course.material_added", thing=row, before=None, after=after)
    return made


@transaction.atomic
def remove(*, material: Material, actor: User | None, at: datetime) -> None:
    """Take it away, the file with it."""
    row = held(material.course, *OPEN)
    path, before = place_of(material), {"title": material.title}
    material.delete()
    audit.record(actor=actor, at=at, action="course.material_removed", thing=row, before=before, after=None)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def place_of(material: Material) -> Path:
    """Where the file lies."""
    return Path(settings.UPLOADS) / material.path
