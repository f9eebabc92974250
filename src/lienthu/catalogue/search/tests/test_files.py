"""The embedded index among several processes: waiting, dying, reading meanwhile."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lienthu.catalogue.search.backend import IndexBusy, SearchError, get_backend
from lienthu.catalogue.search.query import parse
from lienthu.catalogue.search.tantivy_backend import TantivyBackend
from lienthu.catalogue.search.tests.builders import SHELF, title

SOURCE = Path(__file__).resolve().parents[4]

# Adds 50 titles, commits, adds 50 more, says so and waits with the writer open.
WRITER = """
import sys, time
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from lienthu.catalogue.search.tantivy_backend import TantivyBackend
from lienthu.catalogue.search.tests.builders import title
backend = TantivyBackend(Path(sys.argv[1]))
with backend.bulk() as writer:
    writer.add([title(number, "Sách") for number in range(100, 150)])
    writer.commit()
    writer.add([title(number, "Sách") for number in range(150, 200)])
    print("written", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    backend = TantivyBackend(tmp_path / "index")
    backend.create()
    backend.apply(SHELF)
    return tmp_path / "index"


def _writer(index: Path, seconds: float) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(index), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    return process


def test_a_killed_writer_leaves_its_last_commit_and_no_lock(index: Path) -> None:
    process = _writer(index, 60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    backend = TantivyBackend(index, patience=5)
    assert backend.count() == len(SHELF) + 50
    backend.apply([title(number, "Sách") for number in range(100, 200)])
    assert sorted(backend.ids()) == [*range(1, 11), *range(100, 200)]


def test_a_writer_waits_its_turn_but_not_for_ever(index: Path) -> None:
    process = _writer(index, 60)
    try:
        with pytest.raises(IndexBusy) as refusal:
            TantivyBackend(index, patience=0.1).apply(SHELF)
        assert refusal.value.code == "index_busy"
        assert TantivyBackend(index).count() == len(SHELF) + 50  # readers never wait
    finally:
        process.kill()
        process.wait()


def test_a_writer_goes_on_when_the_one_before_it_ends(index: Path) -> None:
    process = _writer(index, 0.3)
    TantivyBackend(index, patience=30).apply([title(500, "Sau cùng")])
    assert process.wait() == 0
    assert TantivyBackend(index).count() == len(SHELF) + 101


def test_threads_read_whole_commits_while_one_writes(index: Path) -> None:
    backend = TantivyBackend(index)
    seen: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.append(backend.search(parse("lô")).total)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for batch in range(6):
        backend.apply([title(1000 + 10 * batch + place, f"Lô {batch}") for place in range(10)])
    backend.rebuild([[title(number, "Lô mới") for number in range(70)]])
    while seen[-1:] != [70]:
        time.sleep(0.01)
    stop.set()
    for thread in threads:
        thread.join()
    assert set(seen) <= {0, 10, 20, 30, 40, 50, 60, 70}


def test_small_commits_do_not_pile_up_segments(index: Path) -> None:
    backend = TantivyBackend(index)
    for number in range(40):
        backend.apply([title(2000 + number, "Từng cuốn một")])
    assert backend.searcher().num_segments < 20
    assert backend.search(parse("từng cuốn một")).total == 40


def test_the_settings_choose_the_engine(settings: object, tmp_path: Path) -> None:
    settings.SEARCH_INDEX = tmp_path / "chosen"  # type: ignore[attr-defined]
    assert isinstance(get_backend(), TantivyBackend)
    assert get_backend() is get_backend()
    settings.SEARCH_BACKEND = "grep"  # type: ignore[attr-defined]
    with pytest.raises(SearchError, match="LIENTHU_SEARCH_BACKEND"):
        get_backend()
