"""The catalogue's long work."""

from collections.abc import Mapping

from django.utils import timezone

from lienthu.catalogue.models import Upload
from lienthu.catalogue.services import imports
from lienthu.catalogue.services.uploads import IMPORT_JOB, file_of
from lienthu.common import jobs
from lienthu.common.models import Job


@jobs.handler(IMPORT_JOB)
def import_upload(job: Job) -> Mapping[str, object]:
    """Import an uploaded file; the result is that of the `import` command."""
    upload = Upload.objects.select_related("library", "actor").get(pk=job.arguments["upload"])

    def progress(done: int, total: int) -> None:
        jobs.progress(job, done, total)

    outcome = imports.import_file(
        path=file_of(upload),
        library=upload.library,
        format=upload.format,
        encoding=upload.encoding,
        columns=upload.columns,
        actor=upload.actor,
        at=timezone.now(),
        file_name=upload.file_name,
        progress=progress,
    )
    return {**outcome.as_dict(), "run": outcome.run.pk}
