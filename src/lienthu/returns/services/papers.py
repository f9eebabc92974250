"""Scans of the papers that figures were typed from."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from lienthu.accounts.models import User
from lienthu.common import audit, uploads
from lienthu.returns.models import Paper, Return

FOLDER = "returns"


@transaction.atomic
def keep(*, row: Return, upload: "UploadedFile[Any]", actor: User | None, at: datetime) -> Paper:
    """Keep the file as it came; a picture or a PDF, which the form has looked at."""
    kind = uploads.media_type(upload) or "application/pdf"
    path = uploads.keep(upload, folder=FOLDER, of=row.pk, suffix=uploads.SUFFIXES[kind])
    made = Paper.objects.create(
        of=row, file_name=uploads.called(upload, path), path=path, media_type=kind, at=at, actor=actor
    )
    after = {"file": made.file_name}
    audit.record(actor=actor, at=at, action="return.paper_kept", thing=row, before=None, after=after)
    return made
