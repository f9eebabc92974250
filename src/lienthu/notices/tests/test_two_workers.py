"""Two workers as processes of their own, one of them killed while it sends: nobody gets a letter twice."""

import shutil
import threading
from collections import Counter
from pathlib import Path

import pytest

from lienthu.common.tests.orders import at_once, processes

from .mailserver import MailServer

READERS = 24
PROGRAM = "lienthu.notices.tests.worker_process"


def race(home: Path, **more: str) -> None:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        mail = {"LIENTHU_MAIL_HOST": "127.0.0.1", "LIENTHU_MAIL_PORT": str(server.port), "LIENTHU_MAIL_TLS": "no"}
        with processes(3, PROGRAM, home, **more, **mail) as (first, *others):
            first.ask("prepare", READERS)
            # Killed while the mail server has the text and has not said OK yet: the moment that decides.
            held, release = threading.Event(), threading.Event()

            def behave(line: str) -> str | None:
                if line == "TEXT" and len(server.taken) == 5:
                    held.set()
                    release.wait(60)
                return None

            server.behave = behave
            first.tell("send", 0)
            assert held.wait(60), "the worker never came as far as that"
            first.kill()
            release.set()
            server.behave, server.pause = lambda line: None, 0.02
            told = at_once(others, ("send", 0), ("send", 0))
            assert sum(each["sent"] for each in told) == READERS - 5
            late = others[0].ask("send", 11)
            assert {how: count for how, count in late.items() if count} == {"perhaps": 1}
            assert others[0].ask("problems") == []
        server.shutdown()
        got = Counter(str(each["To"]) for each in server.taken)
        assert got == {f"b{number}@example.vn": 1 for number in range(READERS)}
        assert all("Truyện Kiều" in each.get_content() and "Tắt đèn" in each.get_content() for each in server.taken)


def test_on_sqlite_nobody_gets_a_letter_twice(tmp_path: Path, made_sqlite: Path) -> None:
    shutil.copy(made_sqlite, tmp_path)
    race(tmp_path)


@pytest.mark.postgres
def test_on_postgresql_nobody_gets_a_letter_twice(tmp_path: Path, postgres_hub: str) -> None:
    race(tmp_path, LIENTHU_DATABASE_URL=postgres_hub)
