"""Processes of the tests that do what they are told: each reads orders, a line of JSON each, and answers with a line.

A process takes a second or two to start: one that listens does all that its test has for it, and two that are told in
the same moment begin in the same moment.
"""

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lienthu.cli.tests.running import ROOT, environment


def obey(**orders: Callable[..., Any]) -> None:
    """In the process: do what each line asks for, until there are no more; two orders are known to all of them."""
    known: dict[str, Callable[..., Any]] = {"problems": problems, "command": command, **orders}
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(known[name](*arguments)), flush=True)


def command(*words: str) -> tuple[int, str]:
    """Run a command of the hub: its exit code and its standard output."""
    from lienthu.cli import frame

    told = io.BytesIO()
    with io.TextIOWrapper(told, write_through=True) as out, contextlib.redirect_stdout(out):
        code = frame.main(words)
        return code, told.getvalue().decode()


def problems() -> list[str]:
    """What `lienthu check` finds wrong; these hubs have no index to speak of."""
    found = [each["problem"] for each in json.loads(command("check", "--json")[1])["problems"]]
    return [problem for problem in found if "search index" not in problem]


class Process:
    """The other end of it."""

    def __init__(self, program: str, home: Path, **more: str) -> None:
        variables = environment(home, **more) | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        start, pipe = [sys.executable, "-m", program], subprocess.PIPE
        self.process = subprocess.Popen(start, env=variables, stdin=pipe, stdout=pipe, text=True)

    def tell(self, name: str, *arguments: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([name, *arguments]) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said, f"the process ended with {self.process.wait()}; what it said of it is above"
        return json.loads(said)

    def ask(self, name: str, *arguments: Any) -> Any:
        self.tell(name, *arguments)
        return self.answer()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextlib.contextmanager
def processes(count: int, program: str, home: Path, **more: str) -> Iterator[list[Process]]:
    """So many of one program, which are gone at the end."""
    started = [Process(program, home, **more) for _ in range(count)]
    try:
        yield started
    finally:
        for each in started:
            each.kill()


@contextlib.contextmanager
def commands(home: Path, **more: str) -> Iterator[Callable[..., str]]:
    """Commands of a hub, run by one process: call it with the words of each, and the exit code it should end with."""
    with processes(1, __name__, home, **more) as (process,):

        def run(*words: str | Path, code: int = 0) -> str:
            ended, said = process.ask("command", *map(str, words))
            assert ended == code, (words, ended, said)
            return str(said)

        yield run


def at_once(told: list[Process], *orders: tuple[Any, ...]) -> list[Any]:
    """Give each of them its order in the same moment; what they answer."""
    for each, order in zip(told, orders, strict=True):
        each.tell(*order)
    return [each.answer() for each in told]


if __name__ == "__main__":
    obey()
