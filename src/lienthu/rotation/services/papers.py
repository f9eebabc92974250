"""Signed papers that were scanned or photographed: kept below the uploads, beside their placement."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import get_random_string

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.rotation.models import Paper, Placement

FOLDER = "rotation"
SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
_SIGNS = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"))


def media_type(upload: "UploadedFile[Any]") -> str | None:
    """What it is by its first bytes, whatever it is called; None for neither a picture nor a PDF."""
    upload.seek(0)
    head = upload.read(12)
    upload.seek(0)
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return "image/webp"
    return next((kind for sign, kind in _SIGNS if head.startswith(sign)), None)


@transaction.atomic
def keep(*, placement: Placement, upload: "UploadedFile[Any]", actor: User | None, at: datetime) -> Paper:
    """Keep the file as it came; its name on the disk is ours."""
    kind = media_type(upload) or "application/pdf"
    path = f"{FOLDER}/{placement.pk}-{get_random_string(16)}{SUFFIXES[kind]}"
    target = Path(settings.UPLOADS) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    name = Path(upload.name or "").name[-200:] or target.name
    made = Paper.objects.create(placement=placement, file_name=name, path=path, media_type=kind, at=at, actor=actor)
    audit.record(actor=actor, at=at, action="paper.kept", thing=placement, before=None, after={"file": name})
    return made
