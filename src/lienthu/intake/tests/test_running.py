"""A run that is killed goes on and comes to the same; the command, its JSON and its exit codes; the proofs."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from django.conf import settings

from lienthu.cli.frame import main
from lienthu.intake import checks, tables
from lienthu.intake.errors import IntakeRefused
from lienthu.intake.models import Intake, Taken
from lienthu.intake.services import running
from lienthu.patrons.models import Patron

from .builders import AN, HOA, READERS, cells_of, counted, csv, take


def many(path: Path, count: int, wrong_every: int = 0) -> Path:
    names = ("Nguyễn Văn", "Trần Thị", "Lê Hoàng", "Phạm Ngọc")
    rows = []
    for number in range(1, count + 1):
        name = f"{names[number % 4]} {number:05}".replace("0", "o")
        if wrong_every and number % wrong_every == 0:
            name = ""
        born = f"{number % 28 + 1}/{number % 12 + 1}/{1950 + number % 55}"
        rows.append((f"TV{number:05}", name, born, "Nam", "", "", "Người lớn", "31/12/2026"))
    return csv(path, READERS, *rows)


@pytest.mark.django_db
def test_a_run_that_is_stopped_after_any_batch_comes_to_the_same(
    ours: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 7)
    path = many(tmp_path / "a.csv", 40, wrong_every=9)

    class Killed(BaseException):
        pass

    def begin() -> Intake:
        sheet, _rows = tables.sample(path, kind="patrons")
        columns, words = running.settings_for(ours.library, "patrons", sheet.header)
        return running.begin(
            library=ours.library, kind="patrons", path=path, file_name="a.csv", columns=columns,
            options={"words": words}, encoding="auto", actor=None, at=NOW,
        )  # fmt: skip

    def kill_at(limit: int) -> Any:
        def progress(done: int, _total: int) -> None:
            if done >= limit:
                raise Killed

        return progress

    for limit in (7, 21, 22, 35):
        with pytest.raises(Killed):
            running.run(intake=begin(), path=path, at=NOW, progress=kill_at(limit))
    intake = running.run(intake=begin(), path=path, at=NOW)
    assert Intake.objects.count() == 1
    assert counted(intake) == {"read": 40, "new": 36, "rejected": 4}
    assert Patron.objects.count() == 36
    assert [row.line for row in intake.rows.all()] == [10, 19, 28, 37]
    assert not list(checks.problems())


@pytest.mark.django_db
def test_two_processes_on_one_file_do_not_both_take_it(
    ours: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 5)
    path = many(tmp_path / "a.csv", 10)
    intake = take(ours, "patrons", path)
    intake.state = Intake.State.RUNNING
    intake.save()
    stale = Intake.objects.get(pk=intake.pk)
    stale.reached = 5  # as a process knows it that read the row before the other one went on
    with pytest.raises(IntakeRefused) as refusal:
        running.run(intake=stale, path=path, at=NOW)
    assert refusal.value.code == "taken_elsewhere"
    assert Patron.objects.count() == 10


@pytest.mark.django_db
def test_the_command_says_what_it_did_and_ends_as_scripts_expect(
    ours: Person, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lienthu.cli.hub.start_django", lambda: None)
    monkeypatch.setattr("lienthu.cli.hub.require", lambda: None)
    good = str(csv(tmp_path / "a.csv", READERS, HOA, AN))
    assert main(["intake", "patrons", good, "--library", "OURS", "--json"]) == 0
    result = json.loads(capfd.readouterr().out)
    assert (result["kind"], result["read"], result["new"], result["encoding"]) == ("patrons", 2, 2, "utf-8")
    assert result["read"] == sum(result[name] for name in ("new", "updated", "unchanged", "doubtful", "rejected"))
    bad = str(csv(tmp_path / "b.csv", READERS, ("TV9", "", "", "", "", "", "Người lớn", "")))
    kept = tmp_path / "sua.xlsx"
    assert main(["intake", "patrons", bad, "--library", "OURS", "--kept", str(kept)]) == 1
    assert len(cells_of(kept.read_bytes())) == 2
    capfd.readouterr()
    for wrong in (
        ["intake", "patrons", str(tmp_path / "none.csv"), "--library", "OURS"],
        ["intake", "patrons", good, "--library", "NOBODY"],
        ["intake", "loans", good, "--library", "OURS"],
        ["intake", "patrons", good, "--library", "OURS", "--category", "x=y"],
    ):
        assert main(wrong) == 2
        assert len(capfd.readouterr().err.strip().splitlines()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("LIENTHU_DATABASE_URL" in os.environ, reason="once is enough, on the engine that is a file")
def test_a_process_that_is_killed_loses_and_doubles_nothing(ours: Person, hub_folder: Path, tmp_path: Path) -> None:
    from django.db import connection

    path = many(tmp_path / "a.csv", 1200)  # killed in the second of three batches
    environment = {
        **os.environ,
        "PYTHONPATH": str(settings.PACKAGE.parent),
        "LIENTHU_HOME": str(hub_folder),
        "LIENTHU_DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
    }
    command = [sys.executable, "-m", "lienthu.cli", "intake", "patrons", str(path), "--library", "OURS", "--json"]
    connection.close()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        while child.poll() is None and not Patron.objects.exists():
            connection.close()
            time.sleep(0.05)
        child.send_signal(signal.SIGKILL)
    assert child.returncode in (-signal.SIGKILL, 0)
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    result = json.loads(done.stdout)
    assert (done.returncode, result["read"], Patron.objects.count(), Taken.objects.count()) == (0, 1200, 1200, 1200)
    assert not list(checks.problems())
