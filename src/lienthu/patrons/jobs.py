"""The patrons' long work: cutting old loans loose from those who did not ask that they be kept."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.patrons import hooks

ANONYMISE_JOB = "patrons.anonymise"


@jobs.chore
def anonymise_daily() -> None:
    """Ask for the job once a day."""
    jobs.once_a_day(ANONYMISE_JOB)


@jobs.handler(ANONYMISE_JOB)
def anonymise(job: Job) -> Mapping[str, object]:
    """Have the rooms cut loose what ended longer ago than LIENTHU_HISTORY_DAYS; how much, by room."""
    now = timezone.now()
    return hooks.anonymise(before=now - timedelta(days=settings.HISTORY_DAYS), at=now)
