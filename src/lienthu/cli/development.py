"""`test` and `bench`: for those who work on the program, from its own folder."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lienthu.cli.output import add_json_option, print_json
from lienthu.cli.words import _
from lienthu.common.errors import DomainError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

ROOT = Path(__file__).resolve().parents[3]


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("test", help=_("run every check and test of the program"))
    parser.add_argument("--fast", action="store_true", help=_("without browser journeys and the PostgreSQL round"))
    parser.set_defaults(run=test, needs="")

    parser = subparsers.add_parser("bench", help=_("measure the program beside its peers"))
    parser.add_argument("name", metavar="NAME", nargs="?", default="all", help=_("which benchmark (all)"))
    parser.add_argument("--scale", metavar="N", type=_size, help=_("size of the corpus, in records"))
    add_json_option(parser)
    parser.set_defaults(run=bench, needs="")


def test(arguments: argparse.Namespace) -> int:
    from lienthu.cli.testing import run_all

    return run_all(ROOT, fast=arguments.fast)


def bench(arguments: argparse.Namespace) -> int:
    if not (ROOT / "bench").is_dir():
        raise DomainError("no_bench", _("the benchmarks are in the program's repository; run this from a clone."))
    sys.path.insert(0, str(ROOT))
    import bench as benchmarks

    result = benchmarks.run(arguments.name, arguments.scale)
    if arguments.json:
        print_json(result)
    else:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0


def _size(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(_("give a number of records from 1 up"))
    return int(text)
