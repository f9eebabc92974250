"""The ledger on the command line: its sums made again."""

import argparse
import time
from typing import TYPE_CHECKING

from lienthu.cli.catalogue import progress_bar
from lienthu.cli.output import add_json_option, print_json
from lienthu.cli.words import _, say

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("ledger", help=_("what happened, and its sums"))
    actions = group.add_subparsers(metavar=_("ACTION"), required=True)
    rebuild = actions.add_parser("rebuild", help=_("make the sums anew from the events"))
    add_json_option(rebuild)
    rebuild.set_defaults(run=rebuild_sums)


def rebuild_sums(arguments: argparse.Namespace) -> int:
    from lienthu.ledger import services

    began = time.perf_counter()
    with progress_bar(_("sums of the ledger"), "") as progress:
        events = services.rebuild(progress=progress)
    seconds = round(time.perf_counter() - began, 3)
    if arguments.json:
        print_json({"events": events, "seconds": seconds})
    else:
        say(_("The sums of %(count)d events are made anew.") % {"count": events})
    return 0
