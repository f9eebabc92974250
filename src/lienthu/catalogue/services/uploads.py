"""Files that come through the import page: kept, and handed to a job."""

import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.models import Upload
from lienthu.catalogue.queries.previews import Preview, file_of
from lienthu.common import jobs
from lienthu.federation.models import Organisation

IMPORT_JOB = "catalogue.import"
_LONGEST_ENDING = 8


def receive(*, file: "UploadedFile[Any]", library: Organisation, actor: User, at: datetime) -> Upload:
    """Keep an uploaded file below the uploads folder under a name of our own."""
    if not file.size:
        raise ImportRefused("empty", _("The file is empty. Export it again and choose the new file."))
    name = Path(file.name or "").name
    folder = Path(settings.UPLOADS) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{at:%Y%m%d-%H%M%S}-{secrets.token_hex(6)}{_endings(name)}"
    with path.open("wb") as stream:
        for chunk in file.chunks():
            stream.write(chunk)
    return Upload.objects.create(
        library=library,
        file_name=name,
        path=str(path.relative_to(settings.UPLOADS)),
        actor=actor,
        at=at,
    )


def _endings(name: str) -> str:
    """The ending stays, for the formats that are told by it; the rest is the sender's and not to be trusted."""
    plain = [
        end for end in Path(name).suffixes[-2:] if end.isascii() and end[1:].isalnum() and len(end) <= _LONGEST_ENDING
    ]
    return "".join(plain).lower()


@transaction.atomic
def start(*, upload: Upload, reading: Preview, actor: User, at: datetime) -> Upload:
    """Hand the file to a job, to be read as the preview showed it.

    Raises ImportRefused when that was done already, or when the file cannot be read that way.
    """
    if reading.trouble:
        raise ImportRefused("unreadable", reading.trouble)
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.job_id is not None:
        raise ImportRefused("started", _("This file is being imported already."))
    held.format, held.encoding, held.columns = reading.format, reading.encoding, reading.mapping
    held.job = jobs.enqueue(IMPORT_JOB, {"upload": held.pk}, actor=actor, at=at)
    held.save()
    return held


@transaction.atomic
def discard(*, upload: Upload) -> None:
    """Throw an uploaded file away. Raises ImportRefused once its import has begun: what it brought is kept with it."""
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.job_id is not None:
        raise ImportRefused("started", _("This file is being imported already."))
    path = file_of(held)
    held.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
