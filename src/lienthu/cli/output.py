"""Results on standard output: JSON alone, so that a script can read them."""

import argparse
import sys
from collections.abc import Iterable, Mapping

import orjson

from lienthu.cli.words import _


def add_json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print the result as one JSON object"))


def print_json(value: Mapping[str, object]) -> None:
    """One object, on one line."""
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()


def print_jsonl(values: Iterable[Mapping[str, object]]) -> int:
    """One object a line, each as it comes; returns how many."""
    count = 0
    for value in values:
        sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
        count += 1
    sys.stdout.buffer.flush()
    return count
