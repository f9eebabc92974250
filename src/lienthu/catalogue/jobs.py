"""The catalogue's long work."""

from collections.abc import Mapping

from django.utils import timezone

from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.file_troubles import told
from lienthu.catalogue.models import IndexTask, Upload
from lienthu.catalogue.queries.previews import file_of
from lienthu.catalogue.services import imports, indexing, uploads
from lienthu.catalogue.services.uploads import IMPORT_JOB
from lienthu.common import jobs
from lienthu.common.models import Job

INDEX_JOB = "catalogue.index"
_left: list[int | None] = [None]  # the oldest change that the last look found waiting for the index


@jobs.chore
def index_leftovers() -> None:
    """Have the index take in what a process that died had noted and not brought there: what two looks both found."""
    oldest = IndexTask.objects.values_list("pk", flat=True).first()
    seen, _left[0] = _left[0], oldest
    asked = Job.objects.filter(kind=INDEX_JOB, state__in=[Job.State.QUEUED, Job.State.RUNNING])
    if oldest is not None and oldest == seen and not asked.exists():
        jobs.enqueue(INDEX_JOB, {}, actor=None, at=timezone.now())


@jobs.chore
def delete_uploads() -> None:
    """Delete the uploaded files that are taken in, and the forgotten ones."""
    uploads.sweep(at=timezone.now())


@jobs.handler(INDEX_JOB)
def take_in_leftovers(job: Job) -> Mapping[str, object]:
    """Bring the index up to what is committed."""
    return {"titles": indexing.drain()}


@jobs.handler(IMPORT_JOB)
def import_upload(job: Job) -> Mapping[str, object]:
    """Import an uploaded file; the result is that of the `import` command."""
    upload = Upload.objects.select_related("library", "actor").get(pk=job.arguments["upload"])

    def progress(done: int, total: int) -> None:
        jobs.progress(job, done, total)

    path = file_of(upload)
    try:
        outcome = imports.import_file(
            path=path,
            library=upload.library,
            format=upload.format,
            encoding=upload.encoding,
            columns=upload.columns,
            actor=upload.actor,
            at=timezone.now(),
            file_name=upload.file_name,
            progress=progress,
        )
    except ImportRefused as refusal:
        message = told(str(refusal), stored=path.name, own=upload.file_name)
        raise ImportRefused(refusal.code, message) from refusal
    return {**outcome.as_dict(), "run": outcome.run.pk}
