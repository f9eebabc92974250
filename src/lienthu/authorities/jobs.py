"""The long work of the headings: the harvest that follows the catalogue, files, and the rewriting of records."""

from collections.abc import Mapping

from django.utils import timezone

from lienthu.authorities.models import Change
from lienthu.authorities.services import changes, harvest
from lienthu.authorities.services.changes import REWRITE_JOB
from lienthu.common import jobs
from lienthu.common.models import Job

HARVEST_JOB = "authorities.harvest"
_left: list[int] = [0]  # versions that the last look found waiting


@jobs.chore
def harvest_new_records() -> None:
    """Have the headings of newly stored records gathered: a few at once, many when no import is bringing more."""
    waiting = harvest.behind()
    seen, _left[0] = _left[0], waiting
    asked = Job.objects.filter(kind=HARVEST_JOB, state__in=[Job.State.QUEUED, Job.State.RUNNING])
    if waiting and (waiting <= harvest.SLICE or waiting == seen) and not asked.exists():
        jobs.enqueue(HARVEST_JOB, {}, actor=None, at=timezone.now())


@jobs.handler(HARVEST_JOB)
def gather(job: Job) -> Mapping[str, object]:
    """Gather the headings of what was stored since the last time."""

    def progress(done: int, total: int) -> None:
        jobs.progress(job, done, total)

    return {"versions": harvest.catch_up(progress=progress)}


@jobs.handler(REWRITE_JOB)
def rewrite(job: Job) -> Mapping[str, object]:
    """Write the form that was decided on into the records of a change, or back into them where it was undone."""
    change = Change.objects.select_related("kept", "moved", "actor", "undone_by").get(pk=job.arguments["change"])

    def progress(done: int, total: int) -> None:
        jobs.progress(job, done, total)

    return changes.carry_out(change=change, at=timezone.now(), progress=progress)
