"""The peer that many libraries search with: Zebra, with the DOM filter and ICU as Koha configures it.

    python -m bench.zebra index CORPUS WORK        a new register from the corpus's files
    python -m bench.zebra search CORPUS WORK       the 300 questions against `zebrasrv`, over Z39.50 on a local socket

The configuration is in `zebra_conf`, written for this bench; `memMax` is generous, which helps Zebra. Questions go
through YAZ's own ZOOM library, and each is timed with its count and its first 20 records.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import harness
from bench.harness import Figures, Timing
from bench.questions import Question, questions

CONFIGURATION = Path(__file__).with_name("zebra_conf")
APT = "idzebra-2.0 yaz"
SHOWN = 20


def missing() -> str | None:
    """The program that is not here, or None when Zebra can run."""
    for program in ("zebraidx", "zebrasrv"):
        if shutil.which(program) is None:
            return program
    return None


def configure(work: Path) -> Path:
    """A new, empty place for a register; returns its configuration file."""
    shutil.rmtree(work, ignore_errors=True)
    for folder in ("register", "lock", "tmp"):
        (work / folder).mkdir(parents=True)
    for file in CONFIGURATION.iterdir():
        shutil.copy(file, work)
    modules = sorted(Path("/usr/lib").glob("*/idzebra-2.0/modules"))
    configuration = work / "zebra.cfg"
    configuration.write_text(
        f"profilePath: {work}:/usr/share/idzebra-2.0/tab\n"
        + (f"modulePath: {modules[0]}\n" if modules else "")
        + "attset: bib1.att\nindex: union.idx\nrecordType: dom.dom.xml\nstoreKeys: 1\nstoreData: 1\nencoding: UTF-8\n"
        + f"memMax: 512\nregister: {work}/register:100G\n"
        + f"lockDir: {work}/lock\nsetTmpDir: {work}/tmp\nkeyTmpDir: {work}/tmp\n"
    )
    return configuration


def index(corpus: Path, work: Path) -> Timing:
    """`zebraidx` over every file of the corpus, as one whole process."""
    configuration = configure(work)
    common = ["zebraidx", "-l", str(work / "log"), "-c", str(configuration)]
    subprocess.run([*common, "init"], check=True)
    return harness.measure([*common, "update", *map(str, sorted(corpus.glob("L*.mrc")))])


def size_mb(work: Path) -> float:
    return round(sum(file.stat().st_size for file in (work / "register").iterdir()) / 1e6, 1)


@contextmanager
def serving(work: Path) -> Iterator[str]:
    """`zebrasrv` on a socket of its own; gives the address."""
    address = f"unix:{work}/socket"
    (work / "socket").unlink(missing_ok=True)
    server = subprocess.Popen(
        ["zebrasrv", "-l", str(work / "server.log"), "-c", str(work / "zebra.cfg"), address], stdin=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            if (work / "socket").exists() or server.poll() is not None:
                break
            time.sleep(0.05)
        yield address
    finally:
        server.terminate()
        server.wait()


class Zoom:
    """A connection of YAZ's ZOOM library, which ships with every YAZ."""

    def __init__(self, address: str) -> None:
        name = ctypes.util.find_library("yaz") or "libyaz.so.5"
        self._yaz = ctypes.CDLL(name)
        for function in (
            "ZOOM_connection_new",
            "ZOOM_connection_search_pqf",
            "ZOOM_resultset_record",
            "ZOOM_record_get",
        ):
            getattr(self._yaz, function).restype = ctypes.c_void_p
        self._yaz.ZOOM_resultset_size.restype = ctypes.c_size_t
        self._connection = ctypes.c_void_p(self._yaz.ZOOM_connection_new(address.encode(), 0))
        for option, value in (
            ("preferredRecordSyntax", "xml"),
            ("elementSetName", "marcxml"),
            ("count", str(SHOWN)),
            ("start", "0"),
        ):
            self._yaz.ZOOM_connection_option_set(self._connection, option.encode(), value.encode())
        self._check(address)

    def _check(self, asked: str) -> None:
        message, more = ctypes.c_char_p(), ctypes.c_char_p()
        if self._yaz.ZOOM_connection_error(self._connection, ctypes.byref(message), ctypes.byref(more)):
            said = b" ".join(filter(None, (message.value, more.value))).decode()
            raise harness.CommandFailed(f"Zebra refused {asked!r}: {said}")

    def ask(self, pqf: str) -> tuple[int, int]:
        """Number of hits, and how many of the first 20 records came."""
        found = ctypes.c_void_p(self._yaz.ZOOM_connection_search_pqf(self._connection, pqf.encode()))
        self._check(pqf)
        hits = int(self._yaz.ZOOM_resultset_size(found))
        came = 0
        for place in range(min(hits, SHOWN)):
            record = ctypes.c_void_p(self._yaz.ZOOM_resultset_record(found, ctypes.c_size_t(place)))
            came += bool(record and self._yaz.ZOOM_record_get(record, b"raw", None))
        self._yaz.ZOOM_resultset_destroy(found)
        return hits, came

    def close(self) -> None:
        self._yaz.ZOOM_connection_destroy(self._connection)


def search(asked: Sequence[Question], work: Path) -> Figures:
    """Milliseconds of the questions, asked once to warm up and once to be timed; a question without hits is counted."""
    with serving(work) as address:
        zoom = Zoom(address)
        taken, empty = [], 0
        for question in asked:
            zoom.ask(question.pqf())
        for question in asked:
            began = time.perf_counter()
            hits, came = zoom.ask(question.pqf())
            taken.append((time.perf_counter() - began) * 1000)
            empty += not hits
            if came != min(hits, SHOWN):
                raise harness.CommandFailed(f"Zebra found {hits} for {question.pqf()!r} but gave {came} records")
        zoom.close()
    return {**harness.percentiles(taken), "mean_ms": round(statistics.fmean(taken), 3), "without_hits": empty}


def main(arguments: list[str]) -> int:
    what, corpus, work = arguments[0], Path(arguments[1]), Path(arguments[2])
    if program := missing():
        print(json.dumps(harness.absent(APT, program)))
        return 1
    if what == "index":
        print(json.dumps(harness.summary(index(corpus, work)) | {"size_mb": size_mb(work)}))
    else:
        print(json.dumps(search(questions(corpus), work)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
