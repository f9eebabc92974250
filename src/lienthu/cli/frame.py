"""The frame of every command: words in, an exit code out, and never a traceback.

0 done; 1 done, with rejected input that was kept or problems that were found; 2 wrong use, or nothing could be done
(one line on standard error says what to do); 130 stopped by Ctrl-C.

A module of commands has `register(subparsers)`, which sets `run=FUNCTION` (arguments → exit code) on each parser; a
command that needs no hub sets `needs="django"` or `needs=""` besides. The public sites, which cost a third of a second
and 33 MB, are loaded for the groups of commands in WITH_SITES alone.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from lienthu import __version__
from lienthu.cli.words import _, say
from lienthu.common.errors import DomainError

GROUPS = (
    "hub", "server", "federation", "staff", "catalogue", "authorities", "intake", "devices", "ledger", "safekeeping",
    "checks", "development",
)  # fmt: skip

WITH_SITES = {"hub", "server", "safekeeping", "checks", "development"}


class Parser(argparse.ArgumentParser):
    """Wrong use is one line that says where the right use is written, and exit code 2."""

    def error(self, message: str) -> NoReturn:
        say(_("%(program)s: %(message)s; see %(program)s --help") % {"program": self.prog, "message": message})
        sys.exit(2)


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    if list(argv) in (["--version"], ["version"]):
        print(f"lienthu {__version__}")
        return 0
    try:
        arguments = parser().parse_args(argv)
        return _run(arguments)
    except DomainError as refusal:
        say(f"lienthu: {refusal}")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing to say, and nothing to flush at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 the last edge: the person gets a line, the log gets the rest
        say(_unexpected(error))
    return 2


def parser() -> argparse.ArgumentParser:
    """Every command that there is."""
    top = Parser(prog="lienthu", description=_("Liên Thư: one hub for a federation of libraries."))
    top.add_argument("--version", action="version", version=f"lienthu {__version__}")
    subparsers = top.add_subparsers(metavar=_("COMMAND"), required=True)
    for group in GROUPS:
        importlib.import_module(f"lienthu.cli.{group}").register(subparsers)
    return top


def _spare_the_sites(run: object) -> None:
    """Leave the public sites out, before the settings are read, unless the command is of a group that needs them."""
    group = getattr(run, "__module__", "").rpartition(".")[2]
    if group not in WITH_SITES and "lienthu.settings" not in sys.modules:
        os.environ["LIENTHU_WEBSITE"] = "no"


def _run(arguments: argparse.Namespace) -> int:
    needs = getattr(arguments, "needs", "hub")
    if needs:
        from lienthu.cli import hub

        _spare_the_sites(arguments.run)
        hub.start_django()
        if needs == "hub":
            hub.require()
    code: int = arguments.run(arguments)
    sys.stdout.flush()
    return code


def _unexpected(error: Exception) -> str:
    from lienthu.cli.trouble import explain

    return f"lienthu: {explain(error)}"
