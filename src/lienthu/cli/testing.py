"""`test`: every check of the program, whatever the others found: first what only reads the code, then the tests."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lienthu.cli import locks, postgres, translations
from lienthu.cli.words import _, say

# The browser, and once more without windows, which takes half the time; one font for what the hub's own fonts do not
# draw, and two foreign servers of Z39.50 and SRU to ask. Recommended packages are left out.
ZEBRA = ("idzebra-2.0-utils", "idzebra-2.0-common", "libidzebra-2.0-modules")
DEBIAN_PACKAGES = ("chromium", "chromium-headless-shell", "fonts-liberation2", "yaz", *ZEBRA)
ON_BOTH = "database and not once and not browser and not postgres"  # the tests that run on either engine
PROGRAMS = ("chromium", "chromium-headless-shell", "yaz-ztest", "zebrasrv")


@dataclass(frozen=True)
class Step:
    """One check: its name, and what runs it (root of the repository → whether all was well, and what is to be said).

    What is to be said of a reading is all that it complains of; of a round of tests, which writes to the terminal
    while it runs, the closing line.
    """

    name: str
    run: Callable[[Path], tuple[bool, str]]


@dataclass(frozen=True)
class Outcome:
    """How a step ended, and what it says of that."""

    name: str
    passed: bool
    seconds: float
    said: str


def run_all(root: Path, *, fast: bool) -> int:
    """Run every step, print a summary, and return 0 only when all of them passed."""
    if not (root / "pyproject.toml").exists():
        say(_("lienthu: the tests are in the program's repository; run this from a clone."))
        return 2
    browser = not fast and install_debian_packages()
    on_both: list[str] = []
    outcomes = [*_side_by_side(readings(on_both), root)]
    for step in rounds(on_both, fast=fast):
        _print(f"--- {step.name}")
        outcomes.append(_measured(step, root))
    _summarise(outcomes, browser=browser)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _summarise(outcomes: list[Outcome], *, browser: bool) -> None:
    """A line a step, what was left out, what failed, and last of all pytest's own closing lines."""
    _print("")
    for outcome in outcomes:
        _print(f"{'ok    ' if outcome.passed else 'FAILED'} {outcome.name} ({outcome.seconds:.1f} s)")
    if not browser:
        _print(_("SKIPPED browser journeys: no chromium here, or --fast."))
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    _print(_("Failed: %(names)s") % {"names": ", ".join(failed)} if failed else _("All is well."))
    for outcome in reversed(outcomes):  # the round on PostgreSQL first, the whole suite last
        if outcome.said and outcome.name.startswith("pytest"):
            _print(f"{outcome.name}: {outcome.said}" if "PostgreSQL" in outcome.name else outcome.said)


def readings(on_both: list[str]) -> Iterator[Step]:
    """What only reads the code; the longest first, so that none is left to run alone at the end.

    Into `on_both` come the files with tests for either engine.
    """
    yield Step("mypy", _program("mypy", "--no-error-summary"))
    # The tests are compiled here once, on the core that mypy leaves, and not by each process that runs some of them.
    yield Step("tests can be loaded", _loading(on_both))
    yield Step("import contracts", _script("from importlinter.cli import lint_imports_command; lint_imports_command()"))
    yield Step("translations", _complaints(translations.problems))
    yield Step("migrations", _program("django", "makemigrations", "--check", "--dry-run"))
    yield Step("lock files", _complaints(locks.problems))
    yield Step("ruff check", _program("ruff", "check", "--quiet", "."))
    yield Step("ruff format", _program("ruff", "format", "--check", "--quiet", "."))


def rounds(on_both: list[str], *, fast: bool) -> Iterator[Step]:
    """The tests, which use every core by themselves."""
    yield Step("pytest on SQLite", _pytest("not browser" if fast else ""))
    if not fast:
        yield Step("pytest on PostgreSQL", _pytest_on_postgres(on_both))


def install_debian_packages() -> bool:
    """Install what tests need beside Python, as root; else say the one line. True when a chromium is there."""
    if all(map(shutil.which, PROGRAMS)):
        return True
    line = f"apt-get install --yes --no-install-recommends {' '.join(DEBIAN_PACKAGES)}"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        say(line)
        for command in (["apt-get", "update", "-qq"], [*line.split(), "-qq"]):
            subprocess.run(command, env=environment, stdout=sys.stderr, check=False)
    browser = shutil.which("chromium") is not None
    if not browser:
        say(_("The browser journeys are SKIPPED; to run them, as root: %(line)s") % {"line": line})
    if not (shutil.which("yaz-ztest") and shutil.which("zebrasrv")):
        say(_("The tests that ask a foreign catalogue are SKIPPED; to run them, as root: %(line)s") % {"line": line})
    return browser


def _side_by_side(steps: Iterator[Step], root: Path) -> Iterator[Outcome]:
    """One a core at a time; what they say comes in their order, each after its name."""
    with ThreadPoolExecutor(os.cpu_count() or 2) as cores:
        for step, running in [(step, cores.submit(_measured, step, root)) for step in steps]:
            _print(f"--- {step.name}")
            outcome = running.result()
            if outcome.said:
                _print(outcome.said)
            yield outcome


def _measured(step: Step, root: Path) -> Outcome:
    started = time.monotonic()
    passed, said = step.run(root)
    return Outcome(step.name, passed, time.monotonic() - started, said)


def _print(line: str) -> None:
    """To standard output, where the programs that we start write, so that everything stays in order."""
    print(line, flush=True)


def _environment(home: str, **more: str) -> dict[str, str]:
    """Ours without what the person's own hub has set, and with a data folder that is thrown away.

    Compiled modules are kept, whatever the machine says: the tests start the program hundreds of times, and a start
    that compiles it anew takes twice as long.
    """
    ours = ("LIENTHU_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "LIENTHU_HOME": home, "DJANGO_SETTINGS_MODULE": "lienthu.settings", **more}


def _program(*words: str) -> Callable[[Path], tuple[bool, str]]:
    """A step that is one Python program, `python -m WORDS`."""
    return _command("-m", *words)


def _script(code: str) -> Callable[[Path], tuple[bool, str]]:
    """A step that is a line of Python, for a program without a module to run."""
    return _command("-c", code)


def _command(*words: str) -> Callable[[Path], tuple[bool, str]]:
    def run(root: Path) -> tuple[bool, str]:
        passed, said = _ended(root, *words)
        return passed, "" if passed else said

    return run


def _loading(on_both: list[str]) -> Callable[[Path], tuple[bool, str]]:
    """A step that loads every test, and says of nothing but what fails; `on_both` gets the files named with ON_BOTH."""

    def run(root: Path) -> tuple[bool, str]:
        passed, said = _ended(root, "-m", "pytest", "--collect-only", "-qq", "-m", ON_BOTH)
        on_both.extend(re.findall(r"^(\S+\.py): \d+$", said, re.MULTILINE) if passed else ())
        return passed, "" if passed else said

    return run


def _ended(root: Path, *words: str) -> tuple[bool, str]:
    """Whether a run of Python ended well, and all that it wrote."""
    with tempfile.TemporaryDirectory() as home:
        pipe, both, variables = subprocess.PIPE, subprocess.STDOUT, _environment(home)
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=root, env=variables, stdout=pipe, stderr=both, text=True, check=False)
    return done.returncode == 0, done.stdout.strip()


def _complaints(problems: Callable[[Path], Iterator[str]]) -> Callable[[Path], tuple[bool, str]]:
    """A step that is a function of ours: a line for each problem."""

    def run(root: Path) -> tuple[bool, str]:
        found = list(problems(root))
        return not found, "\n".join(found)

    return run


def _pytest(
    marks: str, files: Sequence[str] = (), *, more: int = 2, **environment: str
) -> Callable[[Path], tuple[bool, str]]:
    """`more` processes than there are cores: tests wait for servers, browsers and the disk half of their time."""

    def run(root: Path) -> tuple[bool, str]:
        closing = ""
        with tempfile.TemporaryDirectory() as home:
            workers = str((os.cpu_count() or 2) + more)
            spread = ("-n", workers, "--dist", "worksteal")  # neighbours stay together, so what they share is made once
            command = [sys.executable, "-m", "pytest", *spread, "-ra", *(("-m", marks) if marks else ()), *files]
            variables = _environment(home, **environment)
            with subprocess.Popen(command, cwd=root, env=variables, stdout=subprocess.PIPE, text=True) as program:
                for line in program.stdout or ():
                    sys.stdout.write(line)
                    sys.stdout.flush()
                    closing = line.strip() or closing
        return program.returncode == 0, closing

    return run


def _pytest_on_postgres(files: Sequence[str]) -> Callable[[Path], tuple[bool, str]]:
    """Only what has tests for it is loaded, half of all; all where that is not known.

    None waits for a browser or the disk here: one process more than there are cores keeps them busy, and each takes
    eight seconds of processor to load the tests and copy a database.
    """

    def run(root: Path) -> tuple[bool, str]:
        with postgres.server(durable=False) as url:
            return _pytest(ON_BOTH, files, more=1, LIENTHU_DATABASE_URL=url)(root)

    return run
