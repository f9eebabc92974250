"""The desk: what a check-out costs beside the bare ORM, what two processes do together, how soon a page answers.

- one process takes turns between `loans.check_out` and a bare transaction of the ORM with the same reads and writes;
- two processes lend at once, first the bare way, then the product's, on SQLite and on PostgreSQL;
- one librarian over HTTP on SQLite: cards, books lent and taken back, names, titles.

Stock, patrons and past loans are `bench.desk_fill`'s. `scale` is in copies; the published scale is 1,000,000.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from pathlib import Path

from bench import harness, hubs, pages
from bench.harness import Figures

ROUNDS = 150
# Koha 19.05 with all rules, check-outs a second, measured on such a machine (MariaDB, Starman with 2 workers).
KOHA = {"version": "19.05", "checkouts_a_second": 11.8, "p50_ms": 82, "checkins_a_second": 39}


def run(scale: int, scratch: Path) -> Figures:
    """Both databases one after the other; the answer is in the shape of the contract."""
    # A sixteenth of the records for each of five rounds, which leaves the upper half to HTTP.
    count = min(1000, scale * 5 // 8 // 2 // 2 // 6)
    figures: Figures = {"lent_each_round": count}
    ratios: Figures = {}
    for engine, home in (("sqlite", scratch / "desk-sqlite"), ("postgresql", scratch / "desk-pg")):
        fill = ["-m", "bench.desk_fill", str(scale), *(["--index"] if engine == "sqlite" else [])]
        with hubs.working_copy(home, [fill], postgresql=engine == "postgresql") as (env, filled):
            figures[engine], ratios[engine] = _engine(home, scale, count, env, http=engine == "sqlite")
        figures[engine] = {"filled": filled, **figures[engine]}
    return harness.result("desk", scale, figures=figures, peers={"koha": KOHA}, ratios=ratios)


def _engine(home: Path, scale: int, count: int, env: dict[str, str], *, http: bool) -> tuple[Figures, Figures]:
    step = 2 * count + 4  # every other record is the first library's
    taken = _from_inside("both", [0], 2 * count, env)[0]
    _a_night_passes(env)
    figures: Figures = {}
    for way in ("bare", "service"):
        figures[f"{way}_alone"] = _spread(taken[way])
    ratio = statistics.median(taken["service"]) / statistics.median(taken["bare"])
    for turn, way in enumerate(("bare", "service")):
        starts = [2 * step + (2 * turn) * step, 2 * step + (2 * turn + 1) * step]
        figures[f"{way}_two_processes"] = _together(way, starts, count, env)
    if http:
        figures["http"] = _over_http(home, scale, env)
    return figures, {"checkout_to_bare_orm_p50": round(ratio, 3)}


def _a_night_passes(env: dict[str, str]) -> None:
    """The hub that was filled had no open loan. The worker tells the database of them, as it does once a day."""
    words = "import django; django.setup(); from lienthu.common.upkeep import count_again; count_again()"
    harness.measure(harness.python("-c", words), env=env)


def _spread(milliseconds: list[float]) -> Figures:
    return {**harness.percentiles(milliseconds), "slowest_ms": round(max(milliseconds), 1)}


def _from_inside(way: str, starts: list[int], count: int, env: dict[str, str]) -> list[dict[str, list[float]]]:
    """One process for each start, all beginning at once."""
    begin = str(time.time() + (5 if len(starts) > 1 else 0))
    processes = [
        subprocess.Popen(
            harness.python("-m", "bench.desk_work", way, str(start), str(count), begin),
            env=env, cwd=harness.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for start in starts
    ]  # fmt: skip
    answers = []
    for process in processes:
        said, trouble = process.communicate()
        if process.returncode:
            raise harness.CommandFailed(f"a desk process stopped: {trouble[-1500:]}")
        answers.append(json.loads(said))
    return answers


def _together(way: str, starts: list[int], count: int, env: dict[str, str]) -> Figures:
    answers = _from_inside(way, starts, count, env)
    seconds = max(each["ended"] for each in answers) - min(each["began"] for each in answers)  # type: ignore[type-var,operator]
    every = [each for answer in answers for each in answer[way]]
    return {"a_second": round(len(every) / seconds, 1), **_spread(every)}  # type: ignore[operator]


def _over_http(home: Path, scale: int, env: dict[str, str]) -> Figures:
    with pages.serving(home) as port:
        words = harness.python("-m", "bench.desk_http", str(port), str(scale), str(ROUNDS))
        timing = harness.measure(words, env={**env, "PYTHONUNBUFFERED": "1", **_quiet()})
    taken: dict[str, list[float]] = harness.answer(timing)  # type: ignore[assignment]
    figures: Figures = {what: _spread(each) for what, each in taken.items()}
    figures["every_answer"] = _spread([each for one in taken.values() for each in one])
    return figures


def _quiet() -> dict[str, str]:
    return {"PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS", "ignore")}
