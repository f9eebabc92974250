import json
import os
import signal
import sqlite3
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lienthu.cli.serving import suited
from lienthu.cli.tests.running import alive, free_port, lienthu, start_server, until

SLOW = {"DJANGO_SETTINGS_MODULE": "lienthu.common.tests.slow.settings", "LIENTHU_JOB_LEASE_SECONDS": "1"}


@pytest.fixture
def servers() -> "Iterator[list[subprocess.Popen[bytes]]]":
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for server in started:
        if server.poll() is None:
            server.terminate()
            server.wait(30)


def ask_for_slow_job(port: int, folder: Path) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/work?folder={folder}") as answer:
        assert answer.read() == b"asked"


def processes(folder: Path) -> list[int]:
    noted = folder / "processes"
    return [int(line) for line in noted.read_text().split()] if noted.exists() else []


def job(home: Path) -> tuple[str, int, str | None]:
    with closing(sqlite3.connect(home / "lienthu.sqlite3", timeout=30)) as database:
        row: tuple[str, int, str | None] = database.execute("SELECT state, attempts, result FROM common_job").fetchone()
    return row


def children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.parametrize(
    ("cores", "gigabytes", "wanted"), [(2, 3.8, 2), (8, 16, 4), (4, 1.9, 2), (2, 0.9, 1), (1, 8, 1), (2, 0.4, 1)]
)
def test_a_hub_has_a_process_for_each_core_as_far_as_memory_goes(cores: int, gigabytes: float, wanted: int) -> None:
    assert suited(cores=cores, memory=int(gigabytes * 2**30)) == wanted


def test_a_server_keeps_its_port_and_finishes_a_request_in_flight_after_sigterm(
    home: Path, servers: list, tmp_path: Path
) -> None:
    port = free_port()
    server = start_server(home, port, **SLOW)
    servers.append(server)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
        health = json.load(answer)
    assert health["status"] == "ok"
    assert health["version"]
    second = lienthu(home, "serve", "--port", str(port))
    assert second.returncode == 2
    assert second.stderr.splitlines() == [
        f"lienthu: port {port} on 127.0.0.1 is taken by another program; choose another with --port."
    ]
    answers: list[bytes] = []

    def ask() -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/wait?folder={tmp_path}") as answer:
            answers.append(answer.read())

    reader = threading.Thread(target=ask)
    reader.start()
    until((tmp_path / "asked").exists, "the request to arrive")
    server.terminate()
    (tmp_path / "go").touch()
    reader.join(30)
    assert answers == [b"finished"]
    assert server.wait(30) == 0


def test_a_job_is_begun_again_whoever_is_killed_or_stopped_and_done_by_one(
    home: Path, servers: list, tmp_path: Path
) -> None:
    port = free_port()
    first = start_server(home, port, **SLOW)
    servers.append(first)
    ask_for_slow_job(port, tmp_path)
    until(lambda: len(processes(tmp_path)) == 1, "the job to begin")
    os.kill(processes(tmp_path)[0], signal.SIGKILL)
    until(lambda: len(processes(tmp_path)) == 2, "the same server to begin the job again")

    for process in [*children(first.pid), first.pid]:
        os.kill(process, signal.SIGKILL)
    first.wait()
    until(lambda: not alive(processes(tmp_path)[1]), "the orphaned child to end itself")
    assert job(home)[0] == "running"
    stopped = start_server(home, free_port(), **{**SLOW, "LIENTHU_JOB_LEASE_SECONDS": "3600"})
    servers.append(stopped)
    until(lambda: len(processes(tmp_path)) == 3, "the next server to begin the job again")

    stopped.terminate()
    assert stopped.wait(30) == 0
    assert not alive(processes(tmp_path)[2])
    servers.append(start_server(home, free_port(), **SLOW))
    until(lambda: len(processes(tmp_path)) == 4, "the job to begin again, long before its lease ran out")
    (tmp_path / "go").touch()
    until(lambda: job(home)[0] == "done", "the job to be done")
    assert job(home)[2] == '{"done": true}'
