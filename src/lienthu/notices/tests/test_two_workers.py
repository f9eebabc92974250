"""Two workers as processes of their own, one of them killed while it sends: nobody gets a letter twice."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from lienthu.cli.tests.running import ROOT, environment, lienthu

from .mailserver import MailServer

READERS = 24
PROGRAM = "lienthu.notices.tests.worker_process"


def worker(home: Path, *words: str, **more: str) -> "subprocess.Popen[str]":
    env = environment(home, **more)
    env["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"
    return subprocess.Popen(
        [sys.executable, "-m", PROGRAM, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def answer(process: "subprocess.Popen[str]") -> str:
    said, trouble = process.communicate(timeout=120)
    assert process.returncode == 0, trouble
    return said


def race(home: Path, **more: str) -> None:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        mail = {"LIENTHU_MAIL_HOST": "127.0.0.1", "LIENTHU_MAIL_PORT": str(server.port), "LIENTHU_MAIL_TLS": "no"}
        more = {**more, **mail}
        answer(worker(home, "prepare", str(READERS), **more))
        first = worker(home, "send", "0", "0", **more)
        # Killed while the mail server has the text and has not said OK yet: the moment that decides.
        held, release = threading.Event(), threading.Event()

        def behave(line: str) -> str | None:
            if line == "TEXT" and len(server.taken) == 5:
                held.set()
                release.wait(60)
            return None

        server.behave = behave
        assert held.wait(60), "the worker never came as far as that"
        os.kill(first.pid, signal.SIGKILL)
        first.wait(30)
        release.set()
        server.behave, server.pause = lambda line: None, 0.02
        begin = str(time.time() + 4)
        told = [json.loads(answer(each)) for each in [worker(home, "send", begin, "0", **more) for _ in range(2)]]
        assert sum(each["sent"] for each in told) == READERS - 5
        late = json.loads(answer(worker(home, "send", "0", "11", **more)))
        assert {how: count for how, count in late.items() if count} == {"perhaps": 1}
        server.shutdown()
        got = Counter(str(each["To"]) for each in server.taken)
        assert got == {f"b{number}@example.vn": 1 for number in range(READERS)}
        assert all("Truyện Kiều" in each.get_content() and "Tắt đèn" in each.get_content() for each in server.taken)
    shown = lienthu(home, "check", "--json", **more)
    problems = [each["problem"] for each in json.loads(shown.stdout)["problems"]]
    assert [problem for problem in problems if "search index" not in problem] == []


def test_on_sqlite_nobody_gets_a_letter_twice(tmp_path: Path, made_sqlite: Path) -> None:
    shutil.copy(made_sqlite, tmp_path)
    race(tmp_path)


@pytest.mark.postgres
def test_on_postgresql_nobody_gets_a_letter_twice(tmp_path: Path, postgres_hub: str) -> None:
    race(tmp_path, LIENTHU_DATABASE_URL=postgres_hub)
