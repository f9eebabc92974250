"""What the worker does and looks after for sync."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.sync import queries
from lienthu.sync.services.folding import fold
from lienthu.sync.services.storing import FOLD_JOB, ask_to_fold


@jobs.handler(FOLD_JOB)
def fold_device(job: Job) -> Mapping[str, object]:
    """Fold what one device sent; begun again after a crash it goes on where the last stretch ended."""
    return {"folded": fold(UUID(job.arguments["device"]), met=lambda done: jobs.progress(job, done))}


@jobs.chore
def look_after_events() -> None:
    """Whatever was stored is folded, also when the job that was asked for it was lost or given up."""
    for device in queries.waiting_devices():
        ask_to_fold(device, timezone.now())
