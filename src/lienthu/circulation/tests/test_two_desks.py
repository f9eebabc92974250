"""Two desks lend one copy, or keep it for a hold, in the same second: one wins, the other is told. Real processes."""

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from lienthu.cli.tests.running import ROOT, environment, lienthu

COPIES = 40
TITLES = 20
PROGRAM = "lienthu.circulation.tests.desk_process"


def desk(home: Path, *words: str, program: str = PROGRAM, **more: str) -> "subprocess.Popen[str]":
    env = environment(home, **more)
    env["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"
    return subprocess.Popen(
        [sys.executable, "-m", program, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def answer(process: "subprocess.Popen[str]") -> str:
    said, trouble = process.communicate(timeout=120)
    assert process.returncode == 0, trouble
    return said


def race(home: Path, **more: str) -> None:
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


def race_for_holds(home: Path, **more: str) -> None:
    program = "lienthu.circulation.tests.hold_process"
    answer(desk(home, "prepare", str(TITLES), program=program, **more))
    begin = str(time.time() + 4)
    desks = [desk(home, card, begin, program=program, **more) for card in ("R1", "R2")]
    told = [json.loads(answer(each)) for each in desks]
    assert len(told[0]) == TITLES
    for barcode in told[0]:
        (first, said), (second, other) = told[0][barcode], told[1][barcode]
        assert first != second, barcode  # one has the copy, the other waits
        assert [said, other].count("") == 1, (barcode, said, other)
        assert (said or other).startswith("kept: "), barcode
    checked = lienthu(home, "check", "--json", **more)
    problems = [each["problem"] for each in json.loads(checked.stdout)["problems"]]
    assert [problem for problem in problems if "search index" not in problem] == []


def test_on_sqlite_a_copy_serves_one_of_two_holds_placed_at_once(tmp_path: Path, made_sqlite: Path) -> None:
    shutil.copy(made_sqlite, tmp_path)
    race_for_holds(tmp_path)


@pytest.mark.postgres
def test_on_postgresql_a_copy_serves_one_of_two_holds_placed_at_once(tmp_path: Path, postgres_hub: str) -> None:
    race_for_holds(tmp_path, LIENTHU_DATABASE_URL=postgres_hub)


def test_on_sqlite_one_desk_wins_and_the_other_is_told_by_whom(tmp_path: Path, made_sqlite: Path) -> None:
    shutil.copy(made_sqlite, tmp_path)
    race(tmp_path)


@pytest.mark.postgres
def test_on_postgresql_one_desk_wins_and_the_other_is_told_by_whom(tmp_path: Path, postgres_hub: str) -> None:
    race(tmp_path, LIENTHU_DATABASE_URL=postgres_hub)
