"""Long work that outlives its request: asked for by `enqueue`, done by whichever worker leases it first.

A worker never runs a handler in its own process: it starts `run-job` as a child, so that a long import neither holds
the server's interpreter nor takes the server down with it, and renews the lease while the child lives. Each taking of
a job counts `attempts` up; whoever writes to a job names the attempt it acts for, so one that lost its lease can
change nothing. A handler must be safe to repeat from its start (see models.Job).
"""

import datetime
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from lienthu.common.errors import DomainError
from lienthu.common.models import Job

Handler = Callable[[Job], Mapping[str, object] | None]

ATTEMPTS_LIMIT = 5  # a job whose process died this often is given up: it would only bring down the next one
RETRY_AFTER = datetime.timedelta(seconds=2)
PROGRESS_EVERY = 0.25  # seconds between two writes of a job's progress

logger = logging.getLogger(__name__)
_handlers: dict[str, Handler] = {}
_chores: list[Callable[[], None]] = []
_last_progress: dict[int, float] = {}


class LeaseLost(Exception):
    """Another worker has this job now, or it is finished: stop, and write nothing."""


@dataclass(frozen=True)
class Lease:
    """One taking of one job."""

    job_id: int
    attempt: int


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Make a function in an app's `jobs.py` the one that does jobs of this kind: job → result (JSON) or None.

    It may raise DomainError, whose message the person who asked is shown. It is called again from the start after
    a crash, so it must be safe to repeat.
    """

    def register(function: Handler) -> Handler:
        if _handlers.get(kind, function) is not function:
            raise ValueError(f"two handlers for jobs of kind {kind}")
        _handlers[kind] = function
        return function

    return register


def chore(function: Callable[[], None]) -> Callable[[], None]:
    """Have a worker that has nothing else to do call this now and then: a look, which may ask for a job."""
    if function not in _chores:
        _chores.append(function)
    return function


def do_chores() -> None:
    """What the rooms want looked after, one after the other."""
    autodiscover_modules("jobs")
    for function in _chores:
        function()


def handler_of(kind: str) -> Handler:
    """The handler of a kind; ValueError when no room has one."""
    autodiscover_modules("jobs")
    if kind not in _handlers:
        raise ValueError(f"no room has a handler for jobs of kind {kind}")
    return _handlers[kind]


@transaction.atomic
def enqueue(
    kind: str, arguments: Mapping[str, object], *, actor: AbstractBaseUser | None, at: datetime.datetime
) -> Job:
    """Ask for a job; it starts once the surrounding transaction has committed. `arguments` must be JSON."""
    handler_of(kind)
    return Job.objects.create(
        kind=kind, arguments=dict(arguments), asked_by_id=actor.pk if actor else None, asked_at=at
    )


AGAIN: Final = datetime.timedelta(minutes=30)


def once_a_day(kind: str, *, again_while: str = "") -> None:
    """For a chore: ask for the job unless it was asked for today.

    `again_while` is what its result counts of things left to do ("waiting"): while there are any, every half an hour.
    """
    now = timezone.now()
    last = Job.objects.filter(kind=kind).values_list("asked_at", "result").first()
    if last is not None and timezone.localdate(last[0]) == timezone.localdate(now):
        left = (last[1] or {}).get(again_while)
        if not left or now - last[0] < AGAIN:
            return
    enqueue(kind, {}, actor=None, at=now)


def progress(job: Job, done: int, total: int | None = None) -> None:
    """Show how far a running job is; often is fine, few calls are written.

    Call it outside a transaction, or nobody sees it before the commit. Raises LeaseLost when the job is no longer
    this process's to do.
    """
    now = time.monotonic()
    if done != total and now - _last_progress.get(job.pk, 0.0) < PROGRESS_EVERY:
        return
    _last_progress[job.pk] = now
    held = _held(Lease(job.pk, job.attempts)).update(done=done, total=total)
    if not held:
        raise LeaseLost


def take(*, at: datetime.datetime) -> Lease | None:
    """Lease the longest waiting job, or one whose lease has run out; None when there is nothing to do."""
    free = Job.objects.filter(Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=at)).order_by(
        "asked_at", "id"
    )
    if not free.exists():  # a plain read: polling must not take SQLite's one write lock
        return None
    with transaction.atomic():
        job = free.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        if job.attempts >= ATTEMPTS_LIMIT:
            job.state = Job.State.FAILED
            job.ended_at = at
            job.error = _("Given up: the process that did this work was stopped %(count)d times.") % {
                "count": job.attempts
            }
            job.save(update_fields=("state", "ended_at", "error"))
            return None
        job.state = Job.State.RUNNING
        job.attempts += 1
        job.started_at = at
        job.lease_until = at + lease_time()
        job.done, job.total = 0, None
        job.save(update_fields=("state", "attempts", "started_at", "lease_until", "done", "total"))
        return Lease(job.pk, job.attempts)


def lease_time() -> datetime.timedelta:
    return datetime.timedelta(seconds=settings.JOB_LEASE_SECONDS)


def renew(lease: Lease, *, at: datetime.datetime) -> bool:
    """Hold the job for one more lease time; False when it is no longer ours."""
    return _held(lease).update(lease_until=at + lease_time()) == 1


def hand_back(lease: Lease, *, at: datetime.datetime) -> None:
    """Let the next worker take the job again: its process ended without finishing it."""
    _held(lease).update(lease_until=at)


def perform(lease: Lease) -> None:
    """Do a leased job in this process and write down how it ended.

    A lost database connection is not the job's fault: it propagates, and the job is taken again.
    """
    job = Job.objects.get(pk=lease.job_id)
    try:
        result = handler_of(job.kind)(job)
    except LeaseLost:
        return
    except (OperationalError, InterfaceError):
        raise
    except DomainError as refusal:
        _finish(lease, Job.State.FAILED, error=str(refusal))
    except Exception:  # the worker's edge: the person gets a sentence, the log gets the rest
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        error = _("A fault of the program stopped this work. The administrator finds the details in the hub's log.")
        _finish(lease, Job.State.FAILED, error=error)
    else:
        _finish(lease, Job.State.DONE, result=result)


def work_here(*, at: datetime.datetime | None = None) -> int:
    """Do every waiting job in this process, one after the other; returns how many. For tests and small commands."""
    count = 0
    while lease := take(at=at or timezone.now()):
        perform(lease)
        count += 1
    return count


def _held(lease: Lease) -> QuerySet[Job]:
    return Job.objects.filter(pk=lease.job_id, attempts=lease.attempt, state=Job.State.RUNNING)


def _finish(lease: Lease, state: Job.State, *, result: Mapping[str, object] | None = None, error: str = "") -> None:
    _held(lease).update(
        state=state,
        ended_at=timezone.now(),
        lease_until=None,
        result=dict(result) if result is not None else None,
        error=error,
    )
