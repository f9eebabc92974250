"""Once a day: letters about items of resolutions that are due or late, and what waits to be sent."""

from collections.abc import Mapping
from typing import Final

from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.governance.models import Nudge
from lienthu.governance.services import duties

ASK_JOB: Final = "governance.ask"
OPEN: Final = (Job.State.QUEUED, Job.State.RUNNING)


@jobs.chore
def ask_daily() -> None:
    """Once a day, and again while a mail server has put letters off."""
    jobs.once_a_day(ASK_JOB, again_while=Nudge.State.WAITING)


@jobs.handler(ASK_JOB)
def ask(job: Job) -> Mapping[str, object]:
    """Queue what is due, then send. Repeated, it tells nobody twice."""
    now = timezone.now()
    queued = duties.queue_due(day=timezone.localdate(now), at=now)
    return {"queued": queued, **duties.send_waiting(day=timezone.localdate(now))}


def ask_to_send() -> None:
    """Have what was queued by hand sent now, unless that is asked for already."""
    waiting = Nudge.objects.filter(state=Nudge.State.WAITING).exists()
    if waiting and not Job.objects.filter(kind=ASK_JOB, state__in=OPEN).exists():
        jobs.enqueue(ASK_JOB, {}, actor=None, at=timezone.now())
