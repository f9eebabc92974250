"""What the worker does and looks after for circulation."""

import time
from collections.abc import Mapping
from typing import Final

from django.utils import timezone

from lienthu.circulation.models import DueShift
from lienthu.circulation.services import due_shifts
from lienthu.circulation.services.reminding import remind_everywhere
from lienthu.circulation.services.sweeping import sweep
from lienthu.common import jobs
from lienthu.common.models import Job

EVERY_SECONDS = 300.0
REMIND_JOB: Final = "circulation.remind"
_next = 0.0


@jobs.chore
def look_after_holds() -> None:
    """Every few minutes: end, resume and serve holds."""
    global _next
    if time.monotonic() >= _next:
        _next = time.monotonic() + EVERY_SECONDS
        sweep(at=timezone.now())


@jobs.handler(due_shifts.SHIFT_JOB)
def shift_due_dates(job: Job) -> Mapping[str, object]:
    """Move the due dates of a shift, or move them back."""
    row = DueShift.objects.select_related("asked_by", "undone_by").get(pk=job.arguments["shift"])
    due_shifts.carry_on(row, lambda done, total: jobs.progress(job, done, total))
    return {"shift": row.pk, "state": row.state}


@jobs.chore
def remind_daily() -> None:
    """Once a day."""
    jobs.once_a_day(REMIND_JOB)


@jobs.handler(REMIND_JOB)
def remind(job: Job) -> Mapping[str, object]:
    """Note who is to be reminded; repeated, it reminds nobody twice."""
    done = 0

    def met() -> None:
        nonlocal done
        done += 1
        jobs.progress(job, done)

    return remind_everywhere(at=timezone.now(), met=met)
