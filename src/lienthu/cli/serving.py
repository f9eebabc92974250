"""The hub behind gunicorn: a process with threads for each core, and in one of them a worker for jobs."""

import errno
import fcntl
import os
import socket
import tempfile
import threading
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connections
from gunicorn.app.base import BaseApplication

from lienthu.cli.words import _, say
from lienthu.common.errors import DomainError
from lienthu.common.worker import worker

GRACE_SECONDS = 30  # what a request in flight gets to finish after SIGTERM
MOST_PROCESSES: Final = 4  # chosen by itself; who has more cores, and PostgreSQL, says so by LIENTHU_WORKERS
MEMORY_EACH: Final = 1 << 30  # bytes of the machine's memory for each process, which needs a quarter of it
MEMORY_LIMIT: Final = Path("/sys/fs/cgroup/memory.max")  # what a container may use; "max" where nobody said
TURN_SECONDS: Final = 1.0  # how soon another process takes the jobs over when theirs died


def processes() -> int:
    """How many processes serve: LIENTHU_WORKERS, else one for each core, with four and the memory as bounds."""
    return settings.WORKERS or suited(cores=_cores(), memory=_memory())


def suited(*, cores: int, memory: int) -> int:
    return max(1, min(cores, MOST_PROCESSES, round(memory / MEMORY_EACH)))


def _cores() -> int:
    """Those that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> int:
    """Bytes of memory that there are, or that a container may use where that is less."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(there, int(MEMORY_LIMIT.read_text()))
    except (OSError, ValueError):
        return there


def listen(host: str | None, port: int | None) -> socket.socket:
    """A socket bound to the address, so that a taken port is known before any work; DomainError says what to do."""
    host = host or settings.HOST
    port = settings.PORT if port is None else port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place = {"host": host, "port": port}
    try:
        listener.bind((host, port))
    except OverflowError as error:
        raise DomainError("wrong_port", _("%(port)s is no port: give one from 1 to 65535.") % place) from error
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            message = _("port %(port)s on %(host)s is taken by another program; choose another with --port.")
        elif error.errno in {errno.EACCES, errno.EPERM}:
            message = _("port %(port)s needs more rights; choose one above 1023 with --port.")
        else:
            message = _("cannot listen on %(host)s port %(port)s; give an address of this machine with --host.")
        raise DomainError("cannot_listen", message % place) from error
    return listener


def run(listener: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C; requests in flight are finished first, a running job is handed back."""
    listener.set_inheritable(True)
    connections.close_all()  # no connection may be shared across the fork
    _Server(listener).run()


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, listener: socket.socket) -> None:
        self.address = listener.getsockname()[:2]
        os.environ["LIENTHU_PORT"] = str(self.address[1])  # for jobs, whose letters say where the hub is
        self.descriptor = listener.detach()  # gunicorn closes it itself
        self.turn = tempfile.TemporaryFile()  # noqa: SIM115 it lives as long as the server: whose turn the jobs are
        self.stop_jobs = threading.Event()
        self.job_thread: threading.Thread | None = None
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"fd://{self.descriptor}",
            "worker_class": "gthread",
            "workers": processes(),
            "threads": settings.THREADS,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "lienthu",
            "when_ready": self._ready,
            "post_worker_init": self._begin_jobs,
            "worker_exit": self._end_jobs,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from lienthu.wsgi import application

        return application

    def _ready(self, _arbiter: object) -> None:
        host, port = self.address
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
        say(_("Liên Thư is at http://%(host)s:%(port)s (Ctrl-C to stop)") % {"host": shown, "port": port})

    def _begin_jobs(self, _worker: object) -> None:
        if settings.JOBS_IN_SERVER:
            self.job_thread = threading.Thread(target=self._jobs, name="jobs", daemon=True)
            self.job_thread.start()

    def _jobs(self) -> None:
        """One of the processes does the jobs, one at a time, so that an import never takes every core. The lock goes
        with the process that holds it, however that ends; then another's turn comes."""
        while not self.stop_jobs.is_set():
            try:
                fcntl.lockf(self.turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self.stop_jobs.wait(TURN_SECONDS)
            else:
                worker(self.stop_jobs)

    def _end_jobs(self, _arbiter: object, _worker: object) -> None:
        self.stop_jobs.set()
        if self.job_thread is not None:
            self.job_thread.join(timeout=GRACE_SECONDS)
