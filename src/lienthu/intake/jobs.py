"""The room's long work."""

from collections.abc import Mapping

from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.intake.models import Intake, Kind
from lienthu.intake.services import forgetting, koha, running
from lienthu.intake.services.uploads import READ_JOB, RUN_JOB, file_of


@jobs.chore
def sweep_intakes() -> None:
    """Delete files that were forgotten here, and personal data in rows that are long settled."""
    forgetting.sweep(at=timezone.now())


@jobs.handler(READ_JOB)
def read_koha(job: Job) -> Mapping[str, object]:
    """Take a Koha dump apart, so that its branches and categories can be told what they are here."""
    intake = Intake.objects.get(pk=job.arguments["intake"])
    found = koha.take_apart(
        paths=[file_of(intake)],
        folder=koha.folder_of(intake),
        progress=lambda done, total: jobs.progress(job, done, total),
    )
    intake.options = {**intake.options, "koha": found}
    intake.save(update_fields=("options",))
    return {}


@jobs.handler(RUN_JOB)
def run_intake(job: Job) -> Mapping[str, object]:
    """Take an uploaded file in; the result is that of the `intake` command."""
    intake = Intake.objects.select_related("library", "actor").get(pk=job.arguments["intake"])

    def progress(done: int, total: int) -> None:
        jobs.progress(job, done, total or None)

    if intake.state != Intake.State.DONE:
        take = koha.run if intake.kind == Kind.KOHA else _run
        take(intake, progress)
    forgetting.drop_file(intake)
    return dict(intake.counts)


def _run(intake: Intake, progress: running.Progress) -> None:
    running.run(intake=intake, path=file_of(intake), at=intake.at, progress=progress)
