import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lienthu import __version__
from lienthu.cli import frame
from lienthu.cli.tests.running import ROOT, environment, lienthu


def test_the_version_is_told_without_loading_django(tmp_path: Path) -> None:
    code = (
        "import sys; from lienthu.cli.frame import main; status = main(['--version']);"
        "print(status, 'django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [f"lienthu {__version__}", "0 False"]


def test_a_command_without_a_hub_says_how_to_make_one_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = lienthu(tmp_path / "none", "check")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        f"lienthu: there is no hub in {tmp_path / 'none'}; make one with ./lienthu init, or try ./lienthu demo."
    ]
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "lienthu: the following arguments are required: COMMAND; see lienthu --help"),
        (["serve", "--port", "x"], "lienthu serve: argument --port: invalid int value: 'x'; see lienthu serve --help"),
        (
            ["organisation", "add", "X", "--name", "X", "--from", "1/7/2025"],
            "lienthu organisation add: argument --from: 1/7/2025 is no day; write it as 2025-07-01; "
            "see lienthu organisation add --help",
        ),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIENTHU_LANGUAGE", "en")
    assert frame.main(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [said]


def test_two_first_inits_at_once_both_succeed_and_a_third_changes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "made"
    command = [sys.executable, "-m", "lienthu.cli", "init", "--json"]
    both = [
        subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    results = [each.communicate(timeout=120) for each in both]
    assert [each.returncode for each in both] == [0, 0], results
    assert sorted(json.loads(out)["migrations"] > 0 for out, _ in results) == [False, True]
    third = json.loads(lienthu(home, "init", "--json").stdout)
    assert third == {"home": str(home), "version": __version__, "migrations": 0, "static": 0}
    assert (home / "secret_key").stat().st_mode & 0o077 == 0


def test_an_organisation_is_added_once(home: Path) -> None:
    words = ("organisation", "add", "AG", "--name", "Thư viện tỉnh An Giang", "--from", "2020-01-01")
    first, second = lienthu(home, *words, "--json"), lienthu(home, *words, "--json")
    assert json.loads(first.stdout) == {"code": "AG", "name": "Thư viện tỉnh An Giang", "kind": "library"}
    assert (second.returncode, second.stdout, len(second.stderr.splitlines())) == (2, "", 1)
    assert "AG" in second.stderr


def test_messages_come_in_vietnamese_where_the_terminal_is(tmp_path: Path) -> None:
    done = lienthu(tmp_path / "none", "check", LANG="vi_VN.UTF-8")
    assert "chưa có" in done.stderr


def test_a_wrong_database_address_is_one_line(tmp_path: Path) -> None:
    done = lienthu(tmp_path / "none", "init", LIENTHU_DATABASE_URL="mysql://somewhere/hub")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "LIENTHU_DATABASE_URL must begin with" in done.stderr


def test_a_fault_of_the_program_is_one_line_and_its_traceback_is_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIENTHU_HOME", str(tmp_path))
    monkeypatch.setenv("LIENTHU_LANGUAGE", "en")

    def break_down(arguments: object) -> int:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr("lienthu.cli.development.test", break_down)
    assert frame.main(["test"]) == 2
    shown = capsys.readouterr().err
    (log,) = (tmp_path / "logs").iterdir()
    assert len(shown.splitlines()) == 1
    assert str(log) in shown
    assert "Traceback" in log.read_text()
    assert "nobody foresaw this" in log.read_text()


def test_a_reader_that_goes_away_is_no_fault(home: Path) -> None:
    command = f"{sys.executable} -m lienthu.cli check --json | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-c", command],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


@pytest.mark.skipif(not os.access(ROOT / "lienthu", os.X_OK), reason="installed without the bootstrap")
def test_the_bootstrap_hands_words_over_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [ROOT / "lienthu", "--version"],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"lienthu {__version__}\n"), done.stderr
