"""The hub behind gunicorn: one process with threads, and a worker for jobs beside them."""

import errno
import socket
import threading
from typing import Any

from django.conf import settings
from django.db import connections
from gunicorn.app.base import BaseApplication

from lienthu.cli.words import _, say
from lienthu.common.errors import DomainError
from lienthu.common.worker import worker

GRACE_SECONDS = 30  # what a request in flight gets to finish after SIGTERM


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
        self.descriptor = listener.detach()  # gunicorn closes it itself
        self.stop_jobs = threading.Event()
        self.job_thread: threading.Thread | None = None
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"fd://{self.descriptor}",
            "worker_class": "gthread",
            "workers": settings.WORKERS,
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
            self.job_thread = threading.Thread(target=worker, args=(self.stop_jobs,), name="jobs", daemon=True)
            self.job_thread.start()

    def _end_jobs(self, _arbiter: object, _worker: object) -> None:
        self.stop_jobs.set()
        if self.job_thread is not None:
            self.job_thread.join(timeout=GRACE_SECONDS)
