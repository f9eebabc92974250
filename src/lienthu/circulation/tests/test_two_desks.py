"""Two desks lend one copy in the same second: one wins, the other is told by whom. Real processes, both databases."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from lienthu.cli.tests.running import ROOT, environment, lienthu

COPIES = 40
PROGRAM = "lienthu.circulation.tests.desk_process"


def desk(home: Path, *words: str, **more: str) -> "subprocess.Popen[str]":
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
    assert lienthu(home, "init", **more).returncode == 0
    answer(desk(home, "prepare", str(COPIES), **more))
    begin = str(time.time() + 4)
    desks = [desk(home, card, begin, **more) for card in ("R1", "R2")]
    told = [json.loads(answer(each)) for each in desks]
    lent = Counter(barcode for each in told for barcode, refusal in each.items() if not refusal)
    assert lent == dict.fromkeys(told[0], 1)
    assert len(lent) == COPIES
    for mine, other in ((0, "R2"), (1, "R1")):
        for barcode, refusal in told[mine].items():
            if refusal:
                assert refusal.startswith("already_lent: "), barcode
                assert f"Thủ thư {other}" in refusal
                assert f"Người mượn {other}" in refusal
    checked = lienthu(home, "check", "--json", **more)
    problems = [each["problem"] for each in json.loads(checked.stdout)["problems"]]
    assert [problem for problem in problems if "search index" not in problem] == []


def test_on_sqlite_one_desk_wins_and_the_other_is_told_by_whom(tmp_path: Path) -> None:
    race(tmp_path / "hub")


@pytest.mark.postgres
def test_on_postgresql_one_desk_wins_and_the_other_is_told_by_whom(tmp_path: Path, postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE two_desks")
    url = postgres_url.replace("/postgres?", "/two_desks?")
    assert url != postgres_url
    race(tmp_path / "hub", LIENTHU_DATABASE_URL=url)
