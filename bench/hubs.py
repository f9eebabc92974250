"""Hubs that are filled once: a run works on a copy of what was made, brought to the program's present version.

Filling takes longer than measuring, and what is measured changes what was filled. So the filled hub stays beside the
copy, in `HOME-filled`, with the lines that filled it; it is made again when those lines or their modules change.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import harness, imports
from bench.harness import Figures

Steps = Sequence[Sequence[str]]  # command lines of modules of `bench`, without the interpreter


@contextlib.contextmanager
def working_copy(home: Path, steps: Steps, *, postgresql: bool = False) -> Iterator[tuple[dict[str, str], Figures]]:
    """The environment of a filled hub in `home`, while it runs, and what its last step told. Whatever was in `home`
    is gone; PostgreSQL's data lie in it."""
    master = home.with_name(f"{home.name}-filled")
    stamp, key = master / "filled.json", _key(steps)
    if not stamp.exists() or json.loads(stamp.read_text())["key"] != key:
        told = _fill(master, steps, postgresql=postgresql)
        stamp.write_text(json.dumps({"key": key, "told": told}))
    shutil.rmtree(home, ignore_errors=True)
    subprocess.run(["cp", "-a", str(master), str(home)], check=True)  # owners too, which PostgreSQL asks for
    os.sync()  # or what was copied is written to the disk while something is timed
    with _running(home, postgresql=postgresql) as env:
        harness.measure(harness.python(*imports.LIENTHU, "init"), env=env)
        yield env, json.loads(stamp.read_text())["told"]


def _fill(master: Path, steps: Steps, *, postgresql: bool) -> Figures:
    shutil.rmtree(master, ignore_errors=True)
    master.mkdir(parents=True)
    with _running(master, postgresql=postgresql) as env:
        harness.measure(harness.python(*imports.LIENTHU, "init"), env=env)
        told: Figures = {}
        for step in steps:
            told = harness.answer(harness.measure(harness.python(*step), env=env))
            harness.tell(f"{master.name}: {told}")
    return told


@contextlib.contextmanager
def _running(home: Path, *, postgresql: bool) -> Iterator[dict[str, str]]:
    if not postgresql:
        yield imports.hub(home, DJANGO_SETTINGS_MODULE="lienthu.settings")
        return
    sys.path.insert(0, str(harness.ROOT / "src"))
    from lienthu.cli import postgres

    with postgres.server(folder=home / "postgresql") as url:
        yield imports.hub(home, DJANGO_SETTINGS_MODULE="lienthu.settings", LIENTHU_DATABASE_URL=url)


def _key(steps: Steps) -> str:
    """Of the lines, and of the modules that they run."""
    modules = sorted({word for step in steps for word in step if word.startswith("bench.")})
    texts = [(harness.ROOT / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8") for name in modules]
    return hashlib.sha256(json.dumps([list(map(list, steps)), texts]).encode()).hexdigest()
