"""`check`, which proves what must always hold."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from lienthu.cli.output import add_json_option, print_json
from lienthu.cli.words import _, say

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("check", help=_("prove that the hub's data agree with each other"))
    add_json_option(parser)
    parser.set_defaults(run=check)


def check(arguments: argparse.Namespace) -> int:
    """What is broken ends with 1; what is only to be looked at is told and changes nothing."""
    found: list[dict[str, str]] = []
    to_see: list[dict[str, str]] = []
    for room, problems, findings in _proofs():
        for problem in problems():
            found.append({"room": room, "problem": problem})
            if not arguments.json:
                print(f"{room}: {problem}", flush=True)
        for finding in findings():
            to_see.append({"room": room, "finding": finding})
            if not arguments.json:
                print(f"{room}: {_('to look at')}: {finding}", flush=True)
    if arguments.json:
        print_json({"ok": not found, "problems": found, "findings": to_see})
    elif not found:
        say(_("All is well."))
    return 1 if found else 0


Sentences = Callable[[], Iterable[str]]


def _proofs() -> Iterator[tuple[str, Sentences, Sentences]]:
    """Each room's own, in its module `checks.py`: `problems() -> Iterator[str]`, and `findings()` where it has any."""
    from lienthu.common import rooms

    for room, checks in rooms.modules("checks"):
        yield room, checks.problems, getattr(checks, "findings", tuple)
