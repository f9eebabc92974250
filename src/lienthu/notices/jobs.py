"""What the worker does about notices: gathering and sending what is due, and once a day the cards that end."""

from collections.abc import Mapping
from typing import Final

from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.federation import queries as federation
from lienthu.notices import kinds
from lienthu.notices.queries.terms import laid_down
from lienthu.notices.services import gathering, sending
from lienthu.notices.services.cards import CARD_EXPIRING, tell_of_ending_cards

DELIVER_JOB: Final = "notices.deliver"
CARDS_JOB: Final = "notices.cards"
OPEN: Final = (Job.State.QUEUED, Job.State.RUNNING)


@jobs.chore
def deliver_when_due() -> None:
    """Ask for the job when there is something to gather, to send or to give up, and it is not asked for already."""
    now = timezone.now()
    waiting = gathering.ripe(now) or sending.due(now).exists() or sending.left_behind(now).exists()
    if waiting and not Job.objects.filter(kind=DELIVER_JOB, state__in=OPEN).exists():
        jobs.enqueue(DELIVER_JOB, {}, actor=None, at=now)


@jobs.chore
def cards_daily() -> None:
    """Once a day."""
    jobs.once_a_day(CARDS_JOB)


@jobs.handler(DELIVER_JOB)
def deliver(job: Job) -> Mapping[str, object]:
    """Gather, then send. Stopped at any moment and begun again, it sends nothing twice (`services.sending`)."""
    gathered = gathering.gather(at=timezone.now())
    done = 0

    def met() -> None:
        nonlocal done
        done += 1
        jobs.progress(job, done)

    return {"letters": gathered, **sending.send_due(met=met)}


@jobs.handler(CARDS_JOB)
def cards(job: Job) -> Mapping[str, object]:
    """Tell readers of each library whose card ends soon. Repeated, it tells nobody twice."""
    now = timezone.now()
    kind, count = kinds.kind_of(CARD_EXPIRING), 0
    for library in federation.organisations_on(timezone.localdate(now)):
        laid = laid_down(library, timezone.localdate(now))
        if laid.is_on(kind):
            count += tell_of_ending_cards(library=library, days=laid.days(kind), at=now)
    return {"notices": count}
