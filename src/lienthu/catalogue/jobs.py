"""The catalogue's long work."""

from collections.abc import Mapping

from django.utils import timezone

from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.file_troubles import told
from lienthu.catalogue.models import Upload
from lienthu.catalogue.queries.previews import file_of
from lienthu.catalogue.services import imports
from lienthu.catalogue.services.uploads import IMPORT_JOB
from lienthu.common import jobs
from lienthu.common.models import Job


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
