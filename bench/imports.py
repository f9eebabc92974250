"""From members' files to a searchable catalogue, through the product, beside Zebra and the three bare parts.

The corpus's 14 files go into a new hub, each for its library; the clock stands over everything from the first file's
first byte to the last title being found. Afterwards the grouping is compared with the truth, and `lienthu check` must
agree that index and database hold the same.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import bare, harness, zebra
from bench.harness import Figures, Timing
from bench.vocabulary import LIBRARIES

LIENTHU = ("-m", "lienthu.cli")
PARTS = ("parse", "insert", "index", "pipeline")


def hub(home: Path, **extra: str) -> dict[str, str]:
    """The environment of a command on the hub in `home`."""
    return harness.environment(LIENTHU_HOME=str(home), LIENTHU_LOG_LEVEL="ERROR", **extra)


def found(home: Path) -> None:
    """A new hub with the 14 libraries in it; whatever was in `home` is gone."""
    shutil.rmtree(home, ignore_errors=True)
    harness.measure(harness.python(*LIENTHU, "init"), env=hub(home))
    for code in LIBRARIES:
        name = f"Thư viện tỉnh {code}"
        harness.measure(
            harness.python(*LIENTHU, "organisation", "add", code, "--name", name, "--tier", "provincial"), env=hub(home)
        )


def take(home: Path, corpus: Path) -> Timing:
    """Every file of the corpus into a new hub, in one process with its helpers; founding the hub is not timed."""
    found(home)
    return harness.measure(harness.python("-m", "bench.imports", "take", str(corpus)), env=hub(home))


def take_by_commands(home: Path, corpus: Path) -> Timing:
    """The same with one `lienthu import` a library, as a person would; each starts and ends for itself."""
    found(home)
    wall = cpu = 0.0
    peak, read = 0, 0
    for path in bare.files_of(corpus):
        command = harness.python(*LIENTHU, "import", str(path), "--library", path.stem, "--json")
        timing = harness.measure(command, env=hub(home), accept=(0, 1))
        wall, cpu, peak = wall + timing.wall, cpu + timing.cpu, max(peak, timing.peak)
        read += int(str(harness.answer(timing)["read"]))
    return Timing(wall, cpu, peak, json.dumps({"read": read}))


def agreement(home: Path, corpus: Path) -> Figures:
    """The grouping against the truth, and whether the hub's own check finds index and database equal."""
    listed = home / "titles.jsonl"
    with listed.open("wb") as stream:
        subprocess.run(
            harness.python(*LIENTHU, "titles", "--jsonl"), env=hub(home), cwd=harness.ROOT, stdout=stream, check=True
        )
    compared = harness.measure(harness.python("-m", "bench.grouping", str(listed), str(corpus / "truth.tsv")))
    listed.unlink()
    check = subprocess.run(
        harness.python(*LIENTHU, "check"), env=hub(home), cwd=harness.ROOT, capture_output=True, text=True, check=False
    )
    if check.returncode:
        harness.tell(f"lienthu check: {(check.stdout + check.stderr).strip()[-500:]}")
    return {**harness.answer(compared), "index_equals_database": check.returncode == 0}


def bare_part(name: str, corpus: Path, work: Path) -> Timing:
    """One bare part as a whole process; its own clock is in what it prints."""
    return harness.measure(harness.python("-m", "bench.bare", name, str(corpus), str(work)))


def middle(timings: list[Timing]) -> Figures:
    """Medians of the figures that the runs printed."""
    answers = [harness.answer(timing) for timing in timings]
    return {name: round(statistics.median(float(str(one[name])) for one in answers), 3) for name in answers[0]}


def yaz(corpus: Path) -> Figures:
    """`yaz-marcdump` writing every record as lines to nowhere."""
    if shutil.which("yaz-marcdump") is None:
        return harness.absent("yaz", "yaz-marcdump")
    files = " ".join(map(str, bare.files_of(corpus)))
    return harness.summary(harness.measure(["sh", "-c", f"yaz-marcdump -o line {files} > /dev/null"]))


def sums(parts: Figures) -> dict[str, float]:
    """Seconds and CPU-seconds of parse + insert + index, as if one had waited for the other; with folding apart."""
    total = {
        unit: sum(_number(parts, part, unit) for part in ("parse", "insert", "index"))
        for unit in ("seconds", "cpu_seconds")
    }
    folded = {f"{unit}_with_folding": value + _number(parts, "parse", f"fold_{unit}") for unit, value in total.items()}
    return {unit: round(value, 3) for unit, value in (total | folded).items()}


def run(scale: int, corpus: Path, scratch: Path, *, runs: int) -> Figures:
    """The benchmark `import`. Product and bare parts take turns; Zebra, which takes longest, runs once."""
    home, work = scratch / "home", scratch / "bare"
    bare_part("prepare", corpus, work)
    peers_in_turn: dict[str, Callable[[], Timing]] = {"import": lambda: take(home, corpus)}
    for part in PARTS:
        peers_in_turn[part] = lambda part=part: bare_part(part, corpus, work)  # type: ignore[misc]
    timings = harness.in_turn(peers_in_turn, runs)
    shutil.rmtree(work, ignore_errors=True)
    product = harness.median(timings["import"])
    parts: Figures = {part: middle(timings[part]) for part in PARTS}
    bare_sum = sums(parts)
    ratios: Figures = {
        "import_to_bare_sum_seconds": harness.ratio(product.wall, bare_sum["seconds"]),
        "import_to_bare_sum_with_folding_seconds": harness.ratio(product.wall, bare_sum["seconds_with_folding"]),
        "import_to_bare_sum_cpu": harness.ratio(product.cpu, bare_sum["cpu_seconds"]),
        "import_to_bare_pipeline_seconds": harness.ratio(product.wall, _number(parts, "pipeline", "seconds")),
    }
    peers: Figures = {"bare": {**parts, "sum": bare_sum}, "yaz_marcdump_line": yaz(corpus)}
    if program := zebra.missing():
        peers["zebraidx"] = harness.absent(zebra.APT, program)
    else:
        indexed = zebra.index(corpus, scratch / "zebra")
        harness.tell(f"zebraidx: {indexed.wall:.1f} s")
        peers["zebraidx"] = harness.summary(indexed, scale) | {"size_mb": zebra.size_mb(scratch / "zebra")}
        ratios["zebraidx_to_import_seconds"] = harness.ratio(indexed.wall, product.wall)
        ratios["zebraidx_to_import_cpu"] = harness.ratio(indexed.cpu, product.cpu)
    figures: Figures = {
        **harness.summary(product, scale),
        "runs": runs,
        "stages": middle(timings["import"]),
        "one_command_a_library": _by_commands(scale, corpus, scratch / "home-commands"),
        "grouping": agreement(home, corpus),
        "disk_mb": _disk(home),
    }
    return harness.result("import", scale, figures=figures, peers=peers, ratios=ratios)


def _by_commands(scale: int, corpus: Path, home: Path) -> Figures:
    timing = take_by_commands(home, corpus)
    shutil.rmtree(home, ignore_errors=True)
    return harness.summary(timing, scale)


def _number(figures: Figures, name: str, key: str) -> float:
    inner = figures[name]
    assert isinstance(inner, dict)
    return float(inner[key])


def _disk(home: Path) -> Figures:
    """Megabytes of the database and of the index."""
    database = sum(file.stat().st_size for file in home.glob("lienthu.sqlite3*"))
    engine = sum(file.stat().st_size for file in (home / "index").rglob("*") if file.is_file())
    return {"database": round(database / 1e6, 1), "index": round(engine / 1e6, 1)}


def _take_here(corpus: Path) -> None:
    """What `take` runs in its own process: the product's services, file after file, the index at the end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
    import django

    django.setup()
    from django.utils import timezone

    from lienthu.catalogue.services import imports, indexing
    from lienthu.federation.queries import organisation_by_code

    began = time.perf_counter()
    read = 0
    for path in bare.files_of(corpus):
        outcome = imports.import_file(
            path=path, library=organisation_by_code(path.stem), actor=None, at=timezone.now(), index=False
        )
        read += outcome.counts.read
        harness.tell(f"{path.name}: {read:,} records after {time.perf_counter() - began:.1f} s")
    stored = time.perf_counter()
    titles = indexing.drain()
    ended = time.perf_counter()
    print(
        json.dumps(
            {
                "read": read,
                "titles": titles,
                "stored_s": round(stored - began, 3),
                "indexed_s": round(ended - stored, 3),
            }
        )
    )


if __name__ == "__main__":
    _take_here(Path(sys.argv[2]))
