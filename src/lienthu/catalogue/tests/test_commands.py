"""The command line as scripts use it: the contracts of import, rejects, titles, match, search, export and check."""

import base64
import contextlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW
from django.utils import translation

from lienthu.catalogue.search.backend import get_backend
from lienthu.catalogue.tests.builders import KIEU, marc, write
from lienthu.cli import frame
from lienthu.cli.tests.running import command, until
from lienthu.common.tests.orders import commands
from lienthu.federation.services.organisations import add_organisation

COUNTERS = {
    "read", "new", "updated", "unchanged", "withdrawn", "rejected", "copies", "titles_new", "titles_joined",
    "titles_unsure",
}  # fmt: skip

Hub = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def empty_hub(tmp_path_factory: pytest.TempPathFactory, made_sqlite: Path) -> Path:
    home = tmp_path_factory.mktemp("empty")
    shutil.copy(made_sqlite, home)
    with commands(home) as run:
        run("init")
        for code, name in (("CT", "Thư viện Cần Thơ"), ("AG", "Thư viện An Giang")):
            run("organisation", "add", code, "--name", name)
    return home


@pytest.fixture
def started(empty_hub: Path, tmp_path: Path) -> Hub:
    """A hub with the libraries CT and AG; call it with the words of a command, which runs as a process."""
    home = tmp_path / "home"
    subprocess.run(["cp", "-r", str(empty_hub), str(home)], check=True)

    def run(*words: str | Path, code: int = 0) -> "subprocess.CompletedProcess[str]":
        return ended(subprocess.run(**command(home, *words), capture_output=True, text=True, check=False), code)

    run.home = home  # type: ignore[attr-defined]
    return run


@pytest.fixture
def hub(
    db: None, hub_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hub]:
    """The same in this process, which a start of the program does not have to wait for: the tests' own hub."""
    monkeypatch.setenv("LIENTHU_LANGUAGE", "en")
    get_backend().create()
    for code, name in (("CT", "Thư viện Cần Thơ"), ("AG", "Thư viện An Giang")):
        add_organisation(code=code, name=name, actor=None, at=NOW)

    def run(*words: str | Path, code: int = 0) -> "subprocess.CompletedProcess[str]":
        capsys.readouterr()
        returned = frame.main([str(word) for word in words])
        return ended(subprocess.CompletedProcess(words, returned, *capsys.readouterr()), code)

    with translation.override("en"):
        yield run


def ended(done: "subprocess.CompletedProcess[str]", code: int) -> "subprocess.CompletedProcess[str]":
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def lines(done: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_import_says_what_it_did_in_one_object(started: Hub, tmp_path: Path) -> None:
    path = write(tmp_path, "a.mrc", marc("1", **KIEU, barcodes=("B1",)), marc("2", title="Lục Vân Tiên"))
    result = json.loads(started("import", path, "--library", "CT", "--json").stdout)
    assert set(result) == COUNTERS | {"format", "encoding", "seconds"}
    assert (result["format"], result["encoding"]) == ("iso2709", "utf-8")
    assert result["read"] == result["new"] == 2
    started("check")


def test_rejected_input_ends_with_1_and_is_listed_with_its_bytes(hub: Hub, tmp_path: Path) -> None:
    bad = b"00099nam a2200049 a 4500 this is no directory\x1e\x1d"
    path = write(tmp_path, "a.mrc", marc("1", title="Một"), bad)
    result = json.loads(hub("import", path, "--library", "CT", "--json", code=1).stdout)
    assert result["read"] == result["new"] + result["rejected"] == 2
    (reject,) = lines(hub("rejects", "--library", "CT", "--jsonl"))
    assert set(reject) == {"file", "position", "reason", "bytes_base64"}
    assert (reject["file"], reject["position"]) == ("a.mrc", 1)
    assert base64.b64decode(reject["bytes_base64"]) == bad


def test_what_cannot_be_read_at_all_ends_with_2_and_a_line_that_says_what_to_do(hub: Hub, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    for words in (("import", picture, "--library", "CT"), ("import", tmp_path / "none.mrc", "--library", "CT")):
        done = hub(*words, code=2)
        assert done.stdout == ""
        assert len(done.stderr.strip().splitlines()) == 1
    assert "NOWHERE" in hub("import", picture, "--library", "NOWHERE", code=2).stderr


def test_nothing_of_several_files_is_stored_when_one_of_them_cannot_be_read(hub: Hub, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    hub("import", write(tmp_path, "a.mrc", marc("1", **KIEU)), picture, "--library", "CT", code=2)
    assert lines(hub("titles", "--jsonl")) == []


def test_every_source_record_stands_in_exactly_one_title(hub: Hub, tmp_path: Path) -> None:
    hub("import", write(tmp_path, "a.mrc", marc("1", **KIEU), marc("2", title="Lục Vân Tiên")), "--library", "CT")
    hub("import", write(tmp_path, "b.mrc", marc("x", **KIEU)), "--library", "AG")
    titles = lines(hub("titles", "--jsonl"))
    assert all(set(title) == {"title", "records", "reasons"} for title in titles)
    records = [(record["library"], record["control_number"]) for title in titles for record in title["records"]]
    assert sorted(records) == [("AG", "x"), ("CT", "1"), ("CT", "2")]
    joined = next(title for title in titles if len(title["records"]) == 2)
    assert joined["reasons"]


def test_search_finds_what_was_imported_with_and_without_marks(hub: Hub, tmp_path: Path) -> None:
    hub("import", write(tmp_path, "a.mrc", marc("1", **KIEU), marc("2", title="Lục Vân Tiên")), "--library", "CT")
    for query in ("truyện kiều", "truyen kieu", "TRUYEN KIEU nguyen du", "9786043072716"):
        found = json.loads(hub("search", query, "--json", "--facet", "library").stdout)
        assert found["total"] == 1, query
        (hit,) = found["hits"]
        assert {"title", "heading", "author", "year", "libraries", "records"} <= set(hit)
        assert (hit["heading"], hit["libraries"]) == ("Truyện Kiều", ["CT"])
        assert hit["records"] == [{"library": "CT", "control_number": "1"}]
        assert found["facets"]["library"][0]["value"] == "CT"
    assert "facet" in hub("search", "kiều", "--json", "--facet", "colour", code=2).stderr


@pytest.mark.once
def test_a_word_is_whole_unless_it_ends_in_an_asterisk_as_on_the_page_and_help_says_so(
    hub: Hub, tmp_path: Path
) -> None:
    hub("import", write(tmp_path, "a.mrc", marc("1", **KIEU), marc("2", title="Lục Vân Tiên")), "--library", "CT")
    found = {
        query: json.loads(hub("search", query, "--json").stdout)["total"] for query in ("truy", "truy*", "tru* du*")
    }
    assert found == {"truy": 0, "truy*": 1, "tru* du*": 1}
    assert "unless it ends in *" in " ".join(hub("search", "--help").stdout.split())


@pytest.mark.once
def test_match_keys_are_made_anew_and_everything_still_agrees(hub: Hub, tmp_path: Path) -> None:
    hub("import", write(tmp_path, "a.mrc", marc("1", **KIEU), marc("2", title="Lục Vân Tiên")), "--library", "CT")
    assert json.loads(hub("rekey", "--json").stdout) == {"records": 2}
    hub("check")


@pytest.mark.once
def test_a_barcode_on_two_copies_is_told_and_breaks_nothing(hub: Hub, tmp_path: Path) -> None:
    records = marc("1", **KIEU, barcodes=("B1",)), marc("2", title="Lục Vân Tiên", barcodes=("B1",))
    hub("import", write(tmp_path, "a.mrc", *records), "--library", "CT")
    told = json.loads(hub("check", "--json").stdout)
    assert (told["ok"], told["problems"]) == (True, [])
    (finding,) = told["findings"]
    assert finding["room"] == "catalogue"
    assert "B1 on 2 copies" in finding["finding"]
    assert "to look at: CT has the barcode B1" in hub("check").stdout


def test_an_encoding_that_the_file_contradicts_is_pointed_out_and_the_import_goes_on(hub: Hub, tmp_path: Path) -> None:
    path = write(tmp_path, "a.mrc", marc("1", **KIEU), marc("2", title="Chuyện người con gái Nam Xương"))
    done = hub("import", path, "--library", "CT", "--encoding", "tcvn3", "--json")
    assert json.loads(done.stdout)["new"] == 2
    assert "a.mrc: The file's own letters speak for Unicode (UTF-8) and not for TCVN3 (ABC)" in done.stderr
    assert "letters" not in hub("import", path, "--library", "CT", "--encoding", "utf-8", "--json").stderr


def test_match_compares_two_files_and_stores_nothing(hub: Hub, tmp_path: Path) -> None:
    a = write(tmp_path, "a.mrc", marc("1", title="Khác hẳn"), marc("2", **KIEU))
    b = write(tmp_path, "b.mrc", marc("x", **{**KIEU, "title": "Truyen Kieu"}))
    (pair,) = lines(hub("match", a, b, "--jsonl"))
    assert (pair["a"], pair["b"], pair["decision"]) == (1, 0, "same")
    assert set(pair["components"].values()) <= {"agree", "differ", "absent"}
    assert lines(hub("titles", "--jsonl")) == []


@pytest.mark.once
@pytest.mark.parametrize(("format", "name"), [("iso2709", "out.mrc"), ("marcxml", "out.xml"), ("json", "out.json")])
def test_an_export_that_is_imported_again_changes_nothing(hub: Hub, tmp_path: Path, format: str, name: str) -> None:
    records = [
        marc("1", **KIEU, barcodes=("B1",)),
        marc("", title="Không số"),
        marc("3", title="Hoà bình & <chiến tranh>"),
    ]
    hub("import", write(tmp_path, "a.mrc", *records), "--library", "CT")
    out = tmp_path / name
    hub("export", "--library", "CT", "--format", format, "--output", out)
    result = json.loads(hub("import", out, "--library", "CT", "--json").stdout)
    assert (result["read"], result["unchanged"]) == (3, 3)


@pytest.mark.parametrize(("format", "name"), [("marcxml", "out.xml"), ("json", "out.json")])
def test_the_export_of_an_empty_library_can_be_imported(hub: Hub, tmp_path: Path, format: str, name: str) -> None:
    hub("export", "--library", "CT", "--format", format, "--output", tmp_path / name)
    assert json.loads(hub("import", tmp_path / name, "--library", "CT", "--json").stdout)["read"] == 0


def many(count: int) -> list[bytes]:
    """Records with volumes, repeats and one bad entry, enough for several transactions."""
    records = [
        marc(
            f"k{n}",
            title=f"Chuyện kể miền sông nước {n % 900}",
            author=f"Trần, Văn {n % 900}",
            publisher="Trẻ",
            pages=f"{100 + n % 900} tr.",
            barcodes=(f"B{n}",),
        )
        for n in range(count)
    ]
    records.insert(count // 2, b"00040nam a22 damaged\x1e\x1d")
    return records


@pytest.mark.once
def test_an_import_that_is_killed_and_started_again_ends_in_the_same_state(
    started: Hub, hub: Hub, tmp_path: Path
) -> None:
    """Killed after its first transaction, and again after its second: each is of a thousand records."""
    path = write(tmp_path, "many.mrc", *many(2400))
    home: Path = started.home  # type: ignore[attr-defined]
    killed = 0
    for stored in (1, 1001):
        process = subprocess.Popen(
            **command(home, "import", path, "--library", "CT"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(lambda: process.poll() is not None or records_in(home) >= stored, "records to be stored")  # noqa: B023
        process.kill()
        killed += process.wait() != 1  # as it ends when it comes to its end, with a record rejected
    assert killed, "no import lived long enough to be killed: give it more records"
    with commands(home) as run:
        run("import", path, "--library", "CT", code=1)
        run("check")
        assert len(run("rejects", "--library", "CT", "--jsonl").splitlines()) == 1
        after = grouping(run("titles", "--jsonl"))
    hub("import", path, "--library", "CT", code=1)
    assert after == grouping(hub("titles", "--jsonl").stdout)
    assert 1 < len(after) < 2400


def records_in(home: Path) -> int:
    with contextlib.closing(sqlite3.connect(home / "lienthu.sqlite3", timeout=30)) as file:
        (count,) = file.execute("SELECT count(*) FROM catalogue_sourcerecord").fetchone()
    return int(count)


def grouping(titles: str) -> set[frozenset[str]]:
    return {
        frozenset(record["control_number"] for record in json.loads(line)["records"]) for line in titles.splitlines()
    }
