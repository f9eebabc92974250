"""What the worker looks after: pages that appear by the clock, and the counters of days that are over."""

from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.website.services import counting, publishing, questions

PUBLISH, DAILY = "website.publish", "website.daily"


@jobs.chore
def look_after_sites() -> None:
    if publishing.waits(at=timezone.now()):
        waiting = Job.objects.filter(kind=PUBLISH, state__in=(Job.State.QUEUED, Job.State.RUNNING))
        if not waiting.exists():
            jobs.enqueue(PUBLISH, {}, actor=None, at=timezone.now())
    jobs.once_a_day(DAILY)


@jobs.handler(PUBLISH)
def publish(_job: Job) -> dict[str, object]:
    come, gone = publishing.publish_due(at=timezone.now())
    return {"published": come, "taken_off": gone}


@jobs.handler(DAILY)
def daily(_job: Job) -> dict[str, object]:
    at = timezone.now()
    return {"days": counting.book_days(at=at), "forgotten": questions.forget(at=at)}
