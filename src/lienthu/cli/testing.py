"""`test`: every check of the program, one after the other, whatever the ones before it found."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lienthu.cli import locks, postgres, translations
from lienthu.cli.words import _, say

DEBIAN_PACKAGES = {"chromium": "chromium", "fc-list": "fontconfig"}  # program → package


@dataclass(frozen=True)
class Step:
    """One check: its name, and what runs it (root of the repository → whether all was well)."""

    name: str
    run: Callable[[Path], bool]


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float


def run_all(root: Path, *, fast: bool) -> int:
    """Run every step, print a summary, and return 0 only when all of them passed."""
    if not (root / "pyproject.toml").exists():
        say(_("lienthu: the tests are in the program's repository; run this from a clone."))
        return 2
    browser = not fast and install_debian_packages()
    outcomes = [_measured(step, root) for step in steps(fast=fast)]
    say("")
    for outcome in outcomes:
        say(f"{'ok    ' if outcome.passed else 'FAILED'} {outcome.name} ({outcome.seconds:.1f} s)")
    if not browser:
        say(_("SKIPPED browser journeys: no chromium here, or --fast."))
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    say(_("Failed: %(names)s") % {"names": ", ".join(failed)} if failed else _("All is well."))
    return 1 if failed else 0


def steps(*, fast: bool) -> Iterator[Step]:
    """The checks, the quick ones first."""
    yield Step("ruff check", _program("ruff", "check", "--quiet", "."))
    yield Step("ruff format", _program("ruff", "format", "--check", "--quiet", "."))
    yield Step("import contracts", _script("from importlinter.cli import lint_imports_command; lint_imports_command()"))
    yield Step("lock files", _complaints(locks.problems))
    yield Step("translations", _complaints(translations.problems))
    yield Step("migrations", _program("django", "makemigrations", "--check", "--dry-run"))
    yield Step("mypy", _program("mypy", "--no-error-summary"))
    yield Step("pytest on SQLite", _pytest("not browser" if fast else ""))
    if not fast:
        yield Step("pytest on PostgreSQL", _pytest_on_postgres)


def install_debian_packages() -> bool:
    """Install what the browser journeys need, as root; else say the one line. True when a chromium is there."""
    missing = sorted({package for program, package in DEBIAN_PACKAGES.items() if not shutil.which(program)})
    if not missing:
        return True
    line = f"apt-get install --yes --no-install-recommends {' '.join(missing)}"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        say(line)
        for command in (["apt-get", "update", "-qq"], [*line.split(), "-qq"]):
            subprocess.run(command, env=environment, stdout=sys.stderr, check=False)
    still_missing = not shutil.which("chromium")
    if still_missing:
        say(_("The browser journeys are SKIPPED; to run them, as root: %(line)s") % {"line": line})
    return not still_missing


def _measured(step: Step, root: Path) -> Outcome:
    say(f"--- {step.name}")
    started = time.monotonic()
    passed = step.run(root)
    return Outcome(step.name, passed, time.monotonic() - started)


def _environment(home: str, **more: str) -> dict[str, str]:
    """Ours without what the person's own hub has set, and with a data folder that is thrown away."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIENTHU_")}
    return {**kept, "LIENTHU_HOME": home, "DJANGO_SETTINGS_MODULE": "lienthu.settings", **more}


def _program(*words: str) -> Callable[[Path], bool]:
    """A step that is one Python program, `python -m WORDS`."""
    return _command("-m", *words)


def _script(code: str) -> Callable[[Path], bool]:
    """A step that is a line of Python, for a program without a module to run."""
    return _command("-c", code)


def _command(*words: str) -> Callable[[Path], bool]:
    def run(root: Path) -> bool:
        with tempfile.TemporaryDirectory() as home:
            command = [sys.executable, *words]
            return subprocess.run(command, cwd=root, env=_environment(home), check=False).returncode == 0

    return run


def _complaints(problems: Callable[[Path], Iterator[str]]) -> Callable[[Path], bool]:
    """A step that is a function of ours: a line for each problem."""

    def run(root: Path) -> bool:
        found = list(problems(root))
        for problem in found:
            say(problem)
        return not found

    return run


def _pytest(marks: str, **environment: str) -> Callable[[Path], bool]:
    def run(root: Path) -> bool:
        with tempfile.TemporaryDirectory() as home:
            command = [sys.executable, "-m", "pytest", "-n", "2", *(("-m", marks) if marks else ())]
            variables = _environment(home, **environment)
            return subprocess.run(command, cwd=root, env=variables, check=False).returncode == 0

    return run


def _pytest_on_postgres(root: Path) -> bool:
    with postgres.server() as url:
        return _pytest("database and not browser", LIENTHU_DATABASE_URL=url)(root)
