"""Files of a document, checked by what is in them, their words read out for search."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, uploads
from lienthu.registry.errors import DocumentRefused
from lienthu.registry.models import Document, File
from lienthu.registry.rules import reading
from lienthu.registry.services.booking import search_anew

FOLDER = "registry"
LARGEST = 30_000_000  # bytes
SUFFIXES = {**uploads.SUFFIXES, uploads.WORD: ".docx"}


@transaction.atomic
def keep(*, document: Document, upload: "UploadedFile[Any]", actor: User | None, at: datetime) -> File:
    """Keep a PDF or Word file as it came, beside those that are there. Raises DocumentRefused."""
    kind = uploads.document_type(upload)
    if kind is None:
        raise DocumentRefused(
            "no_document", _("This is neither a PDF nor a Word document (.docx) without macros. Choose another file."),
            field="file",
        )  # fmt: skip
    if (upload.size or 0) > LARGEST:
        raise DocumentRefused(
            "file_too_large", _("The file has more than 30 MB. Scan it in black and white, or in parts."), field="file"
        )
    upload.seek(0)
    content = upload.read()
    digest = hashlib.sha256(content).hexdigest()
    known = document.files.filter(sha256=digest).first()
    if known is not None:
        return known
    path = uploads.keep(upload, folder=FOLDER, of=document.pk, suffix=SUFFIXES[kind])
    text = reading.words_in(content, kind)
    row = File.objects.create(
        document=document, name=uploads.called(upload, path), path=path, media_type=kind, sha256=digest, text=text,
        at=at, by=actor,
    )  # fmt: skip
    search_anew(document)
    after = {"file": row.name, "sha256": digest}
    audit.record(actor=actor, at=at, action="document.filed", thing=document, before=None, after=after)
    return row
