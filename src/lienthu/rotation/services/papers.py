"""Signed papers that were scanned or photographed: kept below the uploads, beside their placement."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from lienthu.accounts.models import User
from lienthu.common import audit, uploads
from lienthu.common.uploads import SUFFIXES, media_type
from lienthu.rotation.models import Paper, Placement

__all__ = ["keep", "media_type"]
FOLDER = "rotation"


@transaction.atomic
def keep(*, placement: Placement, upload: "UploadedFile[Any]", actor: User | None, at: datetime) -> Paper:
    """Keep the file; its name on the disk is ours. Raises DomainError for a picture that cannot be read."""
    kind = media_type(upload) or "application/pdf"
    path = uploads.keep(upload, folder=FOLDER, of=placement.pk, suffix=SUFFIXES[kind])
    name = uploads.called(upload, path)
    made = Paper.objects.create(placement=placement, file_name=name, path=path, media_type=kind, at=at, actor=actor)
    audit.record(actor=actor, at=at, action="paper.kept", thing=placement, before=None, after={"file": name})
    return made
