"""The worker: leases jobs and runs each in a child process that cannot outlive it."""

import datetime
import logging
import os
import signal
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from lienthu.common import jobs

POLL_SECONDS = 0.5
CHORES_SECONDS = 10.0
FIRST_AID_SECONDS = 5.0  # after trouble with the database
STOP_SECONDS = 10.0  # what a child gets to end by itself
LEASH = "LIENTHU_JOB_LEASH"

logger = logging.getLogger(__name__)


def worker(stop: threading.Event) -> None:
    """Do jobs until `stop` is set. One that is running then is stopped and handed back for the next start."""
    next_chores = time.monotonic() + CHORES_SECONDS
    while not stop.is_set():
        try:
            worked = work_once(stop)
            if not worked and time.monotonic() > next_chores:
                next_chores = time.monotonic() + CHORES_SECONDS
                jobs.do_chores()
        except Exception:  # a worker that dies in silence is worse than any of its causes
            logger.exception("the job worker met trouble and will try again")
            stop.wait(FIRST_AID_SECONDS)
            continue
        finally:
            close_old_connections()
        if not worked:
            stop.wait(POLL_SECONDS)


def work_once(stop: threading.Event) -> bool:
    """Take one job and see it to its end in a child process; False when there was none."""
    lease = jobs.take(at=timezone.now())
    if lease is None:
        return False
    command = [*settings.JOB_COMMAND, str(lease.job_id), str(lease.attempt)]
    # The child holds the other end of this pipe: when this process dies, however it dies, the child reads the
    # end of it and stops, so that two processes never do one job.
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=sys.__stderr__,
        start_new_session=True,
        env={**os.environ, LEASH: "stdin", "PYTHONPATH": str(settings.PACKAGE.parent)},
    ) as child:
        try:
            _watch(child, lease, stop)
        finally:
            _end(child)
    jobs.hand_back(lease, at=timezone.now() + (datetime.timedelta() if stop.is_set() else jobs.RETRY_AFTER))
    return True


def _watch(child: "subprocess.Popen[bytes]", lease: jobs.Lease, stop: threading.Event) -> None:
    """Renew the lease until the child ends, the server stops or another worker has the job."""
    pause = min(1.0, settings.JOB_LEASE_SECONDS / 4)
    next_renewal = timezone.now() + jobs.lease_time() / 4
    while child.poll() is None and not stop.is_set():
        try:
            child.wait(timeout=pause)
        except subprocess.TimeoutExpired:
            now = timezone.now()
            if now < next_renewal:
                continue
            try:
                if not jobs.renew(lease, at=now):
                    return
            except OperationalError:  # a busy or absent database: the child goes on, and the next second asks again
                logger.warning("the lease of job %s could not be renewed yet", lease.job_id)
            else:
                next_renewal = now + jobs.lease_time() / 4


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Stop the child, and whatever it started: all of them are one process group."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def tie_to_parent() -> None:
    """In the child: end at once, with all that it started, when the worker that started it is gone."""
    if os.environ.get(LEASH) != "stdin":
        return

    def hold() -> None:
        while os.read(0, 1024):
            pass
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=hold, name="leash", daemon=True).start()
