"""The long work of stock: closing a large stocktaking and writing its lists."""

from collections.abc import Mapping

from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.stock.services import long_work


@jobs.handler(long_work.CLOSE_JOB)
def close_stocktaking(job: Job) -> None:
    long_work.close(job)


@jobs.handler(long_work.LISTS_JOB)
def write_lists(job: Job) -> Mapping[str, object]:
    return long_work.write_lists(job, lambda done, total: jobs.progress(job, done, total))


@jobs.chore
def delete_lists() -> None:
    """Delete the files of lists that nobody fetched, or that were fetched."""
    long_work.sweep(at=timezone.now())
