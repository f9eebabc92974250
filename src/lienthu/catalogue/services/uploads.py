"""Files that come through the import page: kept, and handed to a job."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.models import Upload
from lienthu.catalogue.queries.previews import Preview, file_of
from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.federation.models import Organisation

IMPORT_JOB = "catalogue.import"
KEPT_FOR = timedelta(days=30)  # a file whose import was never started, or failed
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


def sweep(*, at: datetime) -> int:
    """Delete the files that nobody needs here any more; returns how many.

    Those are the files whose import is done (its records and rejects are stored with their bytes), and, after KEPT_FOR,
    those whose import failed or was never started; of the latter nothing stays, of the others what came of them.
    """
    old = at - KEPT_FOR
    done, failed = Q(job__state=Job.State.DONE), Q(job__state=Job.State.FAILED, job__ended_at__lt=old)
    swept = 0
    for upload in Upload.objects.exclude(path="").filter(done | failed | Q(job=None, at__lt=old)):
        swept += _sweep(upload.pk)
    return swept


@transaction.atomic
def _sweep(number: int) -> bool:
    upload = Upload.objects.select_for_update(of=("self",)).select_related("job").filter(pk=number).first()
    if upload is None or not upload.path or (upload.job and upload.job.state in (Job.State.QUEUED, Job.State.RUNNING)):
        return False  # thrown away, or started, a moment ago
    path = file_of(upload)
    if upload.job is None:
        upload.delete()
    else:
        upload.path = ""
        upload.save(update_fields=["path"])
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return True
