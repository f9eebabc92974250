"""The ledger at the size of a region: what dashboards ask beside plain SQL over the events and beside DuckDB, what
appending costs of a check-out, how fast all sums are made again.

`scale` is in events over ten years, 14 provinces, 154 libraries and 3,000 sites (`bench.ledger_fill`); the goals are
for 10,000,000. DuckDB is asked where it can be imported (`pip install duckdb`); otherwise it is reported as absent.
Questions are asked in turn, in one process, of the engine that the environment names (SQLite where it names none):
`python -m bench.ledger FOLDER` in a hub that is filled.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench import harness, hubs, imports
from bench.harness import Figures

COPIES, LENT, ROUNDS = 4_000, 300, 5
PARQUET = "parquet"  # in the hub's folder
BEGIN, YEAR, END = date(2016, 1, 1), date(2025, 1, 1), date(2026, 1, 1)
EVERYBODY, PROVINCE, LIBRARY, SITE = tuple(range(1, 155)), tuple(range(12, 23)), (13,), (13,)
TEN = (
    "visit", "check_out", "in_house_use", "renewal", "internet_session", "card_issued", "card_renewed", "copy_added",
    "rotation_sent", "trip",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A part of a dashboard, in the words of `ledger.queries.sums`."""

    kinds: Sequence[str]
    since: date
    until: date
    by: tuple[str, ...]
    only: Mapping[str, Sequence[int]]


QUESTIONS: dict[str, Question] = {
    "federation, ten years of visits by month and age": Question(
        ("visit",), BEGIN, END, ("month", "age_band"), {"hosts": EVERYBODY}
    ),
    "federation, ten years of ten kinds by year": Question(TEN, BEGIN, END, ("kind", "year"), {"hosts": EVERYBODY}),
    "federation, a year of ten kinds by library": Question(TEN, YEAR, END, ("kind", "host"), {"hosts": EVERYBODY}),
    "federation, a year of loans by kind of material": Question(
        ("check_out",), YEAR, END, ("material",), {"hosts": EVERYBODY}
    ),
    "province, ten years of ten kinds by month": Question(TEN, BEGIN, END, ("kind", "month"), {"hosts": PROVINCE}),
    "province, a year of visits and loans by site": Question(
        ("visit", "check_out"), YEAR, END, ("kind", "site"), {"hosts": PROVINCE}
    ),
    "library, ten years of ten kinds by month": Question(TEN, BEGIN, END, ("kind", "month"), {"hosts": LIBRARY}),
    "site, ten years of ten kinds by month": Question(TEN, BEGIN, END, ("kind", "month"), {"sites": SITE}),
}


def run(scale: int, scratch: Path) -> Figures:
    """A hub with a desk and ten years of events: their sums are made, then come the questions, and the desk lends."""
    home = scratch / "ledger"
    fill = [["-m", "bench.desk_fill", str(COPIES)], ["-m", "bench.ledger_fill", str(scale), PARQUET]]
    with hubs.working_copy(home, fill) as (env, filled):
        rebuilt = harness.measure(harness.python(*imports.LIENTHU, "ledger", "rebuild", "--json"), env=env)
        figures: dict[str, Any] = {**filled, "rebuild": _speed(rebuilt)}
        harness.tell(f"ledger: made again {figures['rebuild']}")
        figures |= harness.answer(harness.measure(harness.python("-m", "bench.ledger", str(home / PARQUET)), env=env))
        figures |= harness.answer(harness.measure(harness.python("-m", "bench.ledger_pages"), env=env))
    peers = {name: figures.pop(name) for name in ("sql", "duckdb")}
    ratios: Figures = {"append_to_checkout": figures["append"]["of_checkout"]}
    for name in peers:
        theirs = peers[name].get("all")
        ratios[f"sums_to_{name}_p50"] = (
            harness.ratio(figures["sums"]["all"]["p50_ms"], theirs["p50_ms"]) if theirs else None
        )
    return harness.result("ledger", scale, figures=figures, peers=peers, ratios=ratios)


def _speed(timing: harness.Timing) -> Figures:
    told = harness.answer(timing)
    events, seconds = int(str(told["events"])), float(str(told["seconds"]))
    return {
        "events": events,
        "seconds": seconds,
        "events_a_second": round(events / seconds),
        "events_a_cpu_second": round(events / timing.cpu),
        "peak_mb": round(timing.peak / 1e6),
    }


def measure(folder: Path) -> Figures:
    """Inside a filled hub."""
    ways: dict[str, Callable[[Question], list[Any]]] = {"sums": _ours, "sql": _sql}
    duck = _duck(folder)
    if duck:
        ways["duckdb"] = duck
    taken: dict[str, dict[str, list[float]]] = {way: {} for way in ways}
    for turn in range(ROUNDS):
        for name, question in QUESTIONS.items():
            answers = {}
            for way, ask in ways.items():
                began = time.perf_counter()
                answers[way] = ask(question)
                taken[way].setdefault(name, []).append((time.perf_counter() - began) * 1000)
            if turn == 0 and len({json.dumps(sorted(rows), default=str) for rows in answers.values()}) > 1:
                raise SystemExit(f"the peers do not agree on: {name}")
    figures: Figures = {way: _percentiles(found) for way, found in taken.items()}
    if not duck:
        figures["duckdb"] = {"absent": "DuckDB is not installed; get it with: pip install duckdb"}
    return {**figures, "append": _append(), **_sizes()}


def _percentiles(found: dict[str, list[float]]) -> Figures:
    every = [each for one in found.values() for each in one]
    return {**{name: harness.percentiles(each) for name, each in found.items()}, "all": harness.percentiles(every)}


def _ours(question: Question) -> list[Any]:
    from lienthu.ledger.queries import sums

    rows = sums(question.kinds, question.since, question.until, question.by, **question.only)  # type: ignore[arg-type]
    return [(*(str(row[name]) for name in question.by), row.quantity) for row in rows]


def _sql(question: Question) -> list[Any]:
    """As anybody would ask the table of events."""
    from django.db import connection

    periods = {"month": "substr(booked_on, 1, 7) || '-01'", "year": "substr(booked_on, 1, 4) || '-01-01'"}
    if connection.vendor == "postgresql":
        periods = {each: f"date_trunc('{each}', booked_on)::date" for each in periods}
    with connection.cursor() as cursor:
        cursor.execute(_statement(question, "ledger_event", periods))
        return [(*map(str, row[:-1]), row[-1]) for row in cursor.fetchall()]


def _statement(question: Question, table: str, periods: Mapping[str, str]) -> str:
    keys = ", ".join(periods.get(name, name) for name in question.by)
    kinds = ", ".join(f"'{kind}'" for kind in question.kinds)
    only = "".join(f" AND {name[:-1]} IN ({', '.join(map(str, found))})" for name, found in question.only.items())
    return (
        f"SELECT {keys}, SUM(quantity) FROM {table} WHERE kind IN ({kinds}) AND booked_on >= '{question.since}' "
        f"AND booked_on < '{question.until}'{only} GROUP BY {', '.join(str(n + 1) for n in range(len(question.by)))}"
    )


def _duck(folder: Path) -> Callable[[Question], list[Any]] | None:
    """DuckDB with the same events in a table of its own, in memory."""
    try:
        import duckdb
    except ImportError:
        return None
    base = duckdb.connect()
    base.execute(f"CREATE TABLE events AS SELECT * FROM read_parquet('{folder}/*.parquet')")
    periods = {each: f"strftime(date_trunc('{each}', booked_on), '%Y-%m-%d')" for each in ("month", "year")}

    def ask(question: Question) -> list[Any]:
        rows = base.execute(_statement(question, "events", periods)).fetchall()
        return [(*map(str, row[:-1]), int(row[-1])) for row in rows]

    return ask


def _append() -> Figures:
    """What the ledger takes of a check-out, both inside the product's own transaction."""
    from bench.desk_work import work
    from lienthu.ledger import services

    appended: list[float] = []
    append = services.append

    def timed(*arguments: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return append(*arguments, **named)
        finally:
            appended.append((time.perf_counter() - began) * 1000)

    services.append = timed
    try:
        lent = work("service", 0, LENT, 0.0)["service"]
    finally:
        services.append = append
    assert isinstance(lent, list)
    checked, booked = harness.percentiles(lent), harness.percentiles(appended)
    return {
        "check_out": checked,
        "append": booked,
        "of_checkout": harness.ratio(sum(appended), sum(lent)),
    }


def _sizes() -> Figures:
    from lienthu.ledger.models import DailySum, MonthlySum

    return {"daily_sums": DailySum.objects.count(), "monthly_sums": MonthlySum.objects.count()}


def main() -> None:
    import django

    django.setup()
    print(json.dumps(measure(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
