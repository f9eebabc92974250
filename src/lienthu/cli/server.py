"""`serve`, `demo`, `work` and the child's `run-job`."""

import argparse
from typing import TYPE_CHECKING

from lienthu.cli.words import _, say
from lienthu.common.errors import DomainError

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("serve", help=_("serve the hub until it is told to stop"))
    _add_place(parser)
    parser.set_defaults(run=serve)

    parser = subparsers.add_parser("demo", help=_("build a demonstration federation and serve it"))
    _add_place(parser)
    parser.add_argument("--no-serve", action="store_true", help=_("build it, then stop"))
    parser.set_defaults(run=demo, needs="django")

    parser = subparsers.add_parser("work", help=_("do waiting jobs, apart from any server, until told to stop"))
    parser.set_defaults(run=work)

    parser = subparsers.add_parser("run-job")  # what a worker starts: not for people, so without help
    parser.add_argument("job", type=int)
    parser.add_argument("attempt", type=int)
    parser.set_defaults(run=run_job)


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", metavar="H", help=_("address to listen on (LIENTHU_HOST, else 127.0.0.1)"))
    parser.add_argument("--port", metavar="N", type=int, help=_("port to listen on (LIENTHU_PORT, else 8000)"))


def serve(arguments: argparse.Namespace) -> int:
    from lienthu.cli import hub
    from lienthu.cli.serving import listen, run
    from lienthu.common import schema

    if schema.lacking():
        raise DomainError("old_database", _("the database is of an older version; run ./lienthu init."))
    listener = listen(arguments.host, arguments.port)
    hub.gather_static()
    run(listener)
    return 0


def demo(arguments: argparse.Namespace) -> int:
    from lienthu.cli.demonstration import build, sign_ins
    from lienthu.cli.serving import listen, run

    listener = None if arguments.no_serve else listen(arguments.host, arguments.port)
    build()
    for line in sign_ins():
        say(line)
    if listener is not None:
        run(listener)
    return 0


def work(arguments: argparse.Namespace) -> int:
    import signal
    import threading

    from lienthu.common.worker import worker

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_unused: stop.set())
    signal.signal(signal.SIGINT, lambda *_unused: stop.set())
    say(_("Waiting for jobs; Ctrl-C to stop."))
    worker(stop)
    return 0


def run_job(arguments: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import translation

    from lienthu.common import jobs, worker

    worker.tie_to_parent()
    translation.activate(settings.LANGUAGE_CODE)
    jobs.perform(jobs.Lease(arguments.job, arguments.attempt))
    return 0
