"""Starting the real program in a process of its own, with a hub of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
PATIENCE = 60.0  # seconds after which a test says that nothing happened; far above what anything takes


def environment(home: Path, **more: str) -> dict[str, str]:
    ours = ("LIENTHU_", "PYTEST_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")  # compiled once, not at every start
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "LIENTHU_HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": "", **more}


def command(home: Path, *words: str | Path, **more: str) -> dict[str, Any]:
    """What subprocess wants to start one command of the hub in `home`.

    Always SQLite: the folder is the hub, whichever engine the suite itself runs on.
    """
    return {"args": [sys.executable, "-m", "lienthu.cli", *map(str, words)], "env": environment(home, **more)}


def lienthu(home: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    return subprocess.run(
        **command(home, *words, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE * 2,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(home: Path, port: int, **more: str) -> "subprocess.Popen[bytes]":
    """A server that answers already; its messages go to `serve.log` beside the hub."""
    with (home.parent / "serve.log").open("ab") as log:
        server = subprocess.Popen(**command(home, "serve", "--port", str(port), **more), stderr=log, stdout=log)
    until(lambda: server.poll() is not None or answers(port), f"a server; see {home.parent / 'serve.log'}")
    assert server.poll() is None, (home.parent / "serve.log").read_text()
    return server


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for the condition; fail with `what` when it does not come."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.02)


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
