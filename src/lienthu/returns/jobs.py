"""Once a day: letters about returns that are due or late, and what waits to be sent."""

from collections.abc import Mapping
from typing import Final

from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.returns.models import Reminder
from lienthu.returns.services import reminders

REMIND_JOB: Final = "returns.remind"
OPEN: Final = (Job.State.QUEUED, Job.State.RUNNING)


@jobs.chore
def remind_daily() -> None:
    """Once a day, and whenever a letter that somebody asked for waits."""
    jobs.once_a_day(REMIND_JOB, again_while=Reminder.State.WAITING)


@jobs.handler(REMIND_JOB)
def remind(job: Job) -> Mapping[str, object]:
    """Queue what is due, then send. Repeated, it tells nobody twice."""
    now = timezone.now()
    queued = reminders.queue_due(day=timezone.localdate(now), at=now)
    return {"queued": queued, **reminders.send_waiting(day=timezone.localdate(now))}


def ask_to_send() -> None:
    """Have what was queued by hand sent now, unless that is asked for already."""
    waiting = Reminder.objects.filter(state=Reminder.State.WAITING).exists()
    if waiting and not Job.objects.filter(kind=REMIND_JOB, state__in=OPEN).exists():
        jobs.enqueue(REMIND_JOB, {}, actor=None, at=timezone.now())
