"""Pages over HTTP, from a hub that serves as it would in a library; and how soon a change is seen.

- result page: the 300 questions through `lienthu serve`, one reader with a kept-alive connection, then two at once;
- the same while an import of up to 20,000 new records runs beside it;
- one record added, and one changed, by `imports.import_file` in a process that is already running: until a search
  in that process finds it, and until a page of the server shows it.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import bare, corpus, harness, imports
from bench.harness import Figures
from bench.questions import Question, questions

NEW_RECORDS = 20_000  # or a fifth of the corpus where that is less
CHANGES = 30
PATIENCE_S = 30.0


class Reader:
    """One reader's browser: a connection that is kept."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> tuple[float, bytes]:
        """Milliseconds and body. Raises CommandFailed on any answer but 200: a fast error is not a fast page."""
        began = time.perf_counter()
        self._connection.request("GET", path, headers={"Accept-Language": "vi", "Accept": "text/html"})
        answer = self._connection.getresponse()
        body = answer.read()
        taken = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise harness.CommandFailed(f"{path} answered {answer.status}: {body[:300]!r}")
        return taken, body

    def sent(self, path: str) -> int:
        """Bytes of the body as they go over the wire to a browser, which takes them packed."""
        self._connection.request("GET", path, headers={"Accept-Language": "vi", "Accept-Encoding": "gzip"})
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise harness.CommandFailed(f"{path} answered {answer.status}")
        return len(body)

    def close(self) -> None:
        self._connection.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(home: Path) -> Iterator[int]:
    """`lienthu serve` on a port of its own, up and answering."""
    with served(home) as (port, _server):
        yield port


@contextmanager
def served(home: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The same, with the process that serves."""
    port = free_port()
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            harness.python(*imports.LIENTHU, "serve", "--port", str(port)),
            env=imports.hub(home),
            cwd=harness.ROOT,
            stdout=log,
            stderr=log,
        )
        try:
            _await_health(port, server, home)
            yield port, server
        finally:
            server.terminate()
            server.wait()


def _await_health(port: int, server: subprocess.Popen[bytes], home: Path) -> None:
    for _ in range(300):
        try:
            Reader(port).get("/health")
        except harness.CommandFailed:
            break
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise harness.CommandFailed(f"The server did not come up: {(home / 'serve.log').read_text()[-1000:]}")


def address(question: Question) -> str:
    """The result page's address; the parameters are those of catalogue.search.state.read_state."""
    path = f"{SEARCH_PAGE}?q={quote(question.box())}"
    if question.library:
        path += f"&lib={question.library}"
    if question.years:
        path += f"&from={question.years[0]}&to={question.years[1]}"
    return path


SEARCH_PAGE = "/search"


def read_all(port: int, asked: Sequence[Question], *, until: Callable[[], bool] | None = None) -> list[float]:
    """Milliseconds of each page in turn; with `until`, round and round until it says so."""
    reader, taken = Reader(port), []
    try:
        while True:
            for question in asked:
                taken.append(reader.get(address(question))[0])
                if until and until():
                    return taken
            if until is None:
                return taken
    finally:
        reader.close()


def two_at_once(port: int, asked: Sequence[Question]) -> list[float]:
    """Two readers, each with half of the questions."""
    taken: list[float] = []
    readers = [
        threading.Thread(target=lambda part=asked[start::2]: taken.extend(read_all(port, part))) for start in (0, 1)
    ]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join()
    return taken


def while_importing(
    port: int, home: Path, scratch: Path, asked: Sequence[Question], count: int
) -> tuple[list[float], Figures]:
    """The pages' times while `lienthu import` takes in new records of one library, and what it made of them."""
    made = scratch / "new-records"
    corpus.make(made, records=count, seed=corpus.SEED + 1)
    whole = made / "all.mrc"
    with whole.open("wb") as stream:
        stream.writelines(renumbered(b"".join(path.read_bytes() for path in bare.files_of(made))))
    command = harness.python(*imports.LIENTHU, "import", str(whole), "--library", "L01", "--json")
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=imports.hub(home), cwd=harness.ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    taken = read_all(port, asked, until=lambda: process.poll() is not None)
    written, _ = process.communicate()
    return taken, {"records": json.loads(written)["read"], "seconds": round(time.perf_counter() - began, 2)}


def run(scale: int, directory: Path, home: Path, scratch: Path) -> Figures:
    """The benchmark `pages`, on a hub that holds the corpus; it leaves records of its own in the hub."""
    asked = questions(directory)
    with serving(home) as port:
        read_all(port, asked)
        alone = read_all(port, asked)
        reader = Reader(port)
        weights = [len(reader.get(address(question))[1]) for question in asked[:20]]
        home_page = [reader.get("/")[0] for _ in range(20)]
        together = two_at_once(port, asked)
        changes = harness.answer(
            harness.measure(
                harness.python("-m", "bench.pages", "changes", str(directory), str(port)), env=imports.hub(home)
            )
        )
        busy, taken_in = while_importing(port, home, scratch, asked, min(NEW_RECORDS, scale // 5))
    figures: Figures = {
        "result_page": harness.percentiles(alone),
        "home_page": harness.percentiles(home_page),
        "result_page_two_readers": harness.percentiles(together),
        "result_page_while_importing": {**harness.percentiles(busy), "import": taken_in},
        "html_kb_median": round(sorted(weights)[len(weights) // 2] / 1000, 1),
        **changes,
    }
    ratios: Figures = {
        f"while_importing_to_alone_{unit}": harness.ratio(
            float(str(harness.percentiles(busy)[unit])), float(str(harness.percentiles(alone)[unit]))
        )
        for unit in ("p50_ms", "p95_ms")
    }
    return harness.result("pages", scale, figures=figures, ratios=ratios)


def renumbered(records: bytes) -> Iterator[bytes]:
    """The corpus's records with control numbers that no library of it uses."""
    for number, raw in enumerate(records.split(b"\x1d")[:-1]):
        base = int(raw[12:17])
        yield raw[:base] + b"%08d" % (90_000_000 + number) + raw[base + 8 :] + b"\x1d"


def changed_record(raw: bytes, control: str, word: str) -> bytes:
    """The record with another control number and with a word of its own at the head of its title."""
    base = int(raw[12:17])
    entries = [raw[place : place + 12] for place in range(24, base - 1, 12)]
    fields = [
        (entry[:3], raw[base + int(entry[7:12]) : base + int(entry[7:12]) + int(entry[3:7]) - 1]) for entry in entries
    ]
    body, directory, offset = b"", b"", 0
    for tag, content in fields:
        if tag == b"001":
            content = control.encode()
        elif tag == b"245":
            content = content.replace(b"\x1fa", b"\x1fa" + word.encode() + b" ", 1)
        directory += tag + b"%04d%05d" % (len(content) + 1, offset)
        body += content + b"\x1e"
        offset += len(content) + 1
    base = 25 + len(directory)
    return (
        b"%05d" % (base + offset + 1) + raw[5:12] + b"%05d" % base + raw[17:24] + directory + b"\x1e" + body + b"\x1d"
    )


def changes_here(directory: Path, port: int) -> Figures:
    """One record added or changed, again and again: milliseconds until it is found here and on the server's page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
    import django

    django.setup()
    from django.utils import timezone

    from lienthu.catalogue.queries import results
    from lienthu.catalogue.search.state import SearchState
    from lienthu.catalogue.services import imports as service
    from lienthu.federation.queries import organisation_by_code

    library: Any = organisation_by_code("L01")
    raw = next(iter(bare.files_of(directory))).read_bytes().split(b"\x1d", 1)[0] + b"\x1d"
    path = directory / "one.mrc"
    reader = Reader(port)
    figures: dict[str, list[float]] = {
        f"{what}_{where}": [] for what in ("added", "changed") for where in ("found", "page")
    }
    for turn in range(CHANGES):
        for what in ("added", "changed"):
            word = f"zq{what}{turn}{time.time_ns()}"
            path.write_bytes(changed_record(raw, f"bench{turn}", word))
            began = time.perf_counter()
            service.import_file(path=path, library=library, actor=None, at=timezone.now())
            _until(lambda word=word: results(SearchState(q=word)).total == 1)
            figures[f"{what}_found"].append((time.perf_counter() - began) * 1000)
            _until(lambda word=word: reader.get(f"{SEARCH_PAGE}?q={word}")[1].count(word.encode()) > 2)
            figures[f"{what}_page"].append((time.perf_counter() - began) * 1000)
    path.unlink()
    return {f"{name}_ms": harness.percentiles(taken) for name, taken in figures.items()}


def _until(seen: Callable[[], bool]) -> None:
    began = time.perf_counter()
    while not seen():
        if time.perf_counter() - began > PATIENCE_S:
            raise harness.CommandFailed(f"The change was not seen within {PATIENCE_S:.0f} s.")
        time.sleep(0.001)


if __name__ == "__main__":
    print(json.dumps(changes_here(Path(sys.argv[2]), int(sys.argv[3]))))
