"""A ledger of ten years, made from a seed: 14 provinces, 154 libraries, 3,000 sites, any number of events.

Seven events in ten happen at the libraries themselves, the others at deposit sites and stops, whose books are mostly
the provincial library's; months and days of the week have their share.
Run it in a hub that is set up (the environment names it): `python -m bench.ledger_fill EVENTS [FOLDER]`. With a
folder (in the hub's own) the same events are written there as Parquet, a file a year, for peers that read no hub.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.harness import Figures, tell

SEED = 20265
FIRST_YEAR, YEARS = 2016, 10
PROVINCES, DISTRICTS, SITES, TRIPS_A_YEAR = 14, 10, 3_000, 700
HOSTS = PROVINCES * (DISTRICTS + 1)
KINDS = {
    "visit": 26, "check_out": 24, "check_in": 20, "in_house_use": 8, "renewal": 5, "internet_session": 5,
    "hold_placed": 2, "hold_filled": 1.5, "copy_added": 2.5, "record_catalogued": 1.5, "card_issued": 1.6,
    "card_renewed": 0.8, "rotation_sent": 0.5, "rotation_received": 0.5, "rotation_returned": 0.5,
    "gift_received": 0.3, "copy_withdrawn": 0.2, "rotation_round": 0.05, "trip": 0.02, "stop_served": 0.05,
}  # fmt: skip
OF_READERS = ("visit", "check_out", "in_house_use", "renewal", "internet_session", "card_issued", "card_renewed")
OF_BOOKS = ("check_out", "check_in", "in_house_use", "renewal", "copy_added", "record_catalogued", "rotation_sent")
MATERIALS = ("book", "serial", "map", "music", "visual", "electronic", "mixed")
MATERIAL_SHARE = (0.80, 0.10, 0.005, 0.01, 0.02, 0.05, 0.015)
MONTHS = (8, 5, 10, 10, 9, 10, 9, 8, 9, 10, 9, 7)  # Tết is quiet, the summer holidays are not
WEEKDAYS = (12, 15, 15, 15, 16, 18, 9)
COLUMNS = (
    "kind", "booked_on", "owner", "host", "site", "trip", "age_band", "material", "channel", "at", "recorded_at",
    "quantity", "thing", "thing_id", "reason",
)  # fmt: skip


def years(count: int) -> Iterator[dict[str, list[Any]]]:
    """The events, a year at a time, as columns. Event numbers follow time."""
    dice = np.random.default_rng(SEED)
    share = np.array([1 + 0.05 * number for number in range(YEARS)])
    ends = np.round(np.cumsum(share) / share.sum() * count).astype(int)
    for number, size in enumerate(np.diff(ends, prepend=0)):
        yield _year(dice, FIRST_YEAR + number, int(size))


def _year(dice: np.random.Generator, year: int, size: int) -> dict[str, list[Any]]:
    days = [
        date(year, 1, 1) + timedelta(days=number) for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]
    weight = np.array([MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] for day in days], dtype=float)
    when = np.sort(dice.choice(len(days), size, p=weight / weight.sum()))
    kinds = np.array(list(KINDS))
    kind = kinds[dice.choice(len(kinds), size, p=_shares(list(KINDS.values())))]
    host, site = _places(dice, size)
    readers, books = np.isin(kind, OF_READERS), np.isin(kind, OF_BOOKS)
    at_home = site <= HOSTS
    province = (host - 1) // (DISTRICTS + 1) * (DISTRICTS + 1) + 1  # its provincial library
    owner = np.where(books & ~at_home & (dice.random(size) < 0.7), province, host)
    travelling = ~at_home & (dice.random(size) < 0.15)
    trip = np.where(travelling, (year - FIRST_YEAR) * TRIPS_A_YEAR + dice.integers(1, TRIPS_A_YEAR + 1, size), 0)
    seconds = dice.integers(3600, 36_000, size)  # from eight to five, in UTC
    quantity = np.where(kind == "visit", dice.geometric(0.25, size), 1)
    stamps = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days]
    moment = [
        stamps[day] + timedelta(seconds=after) for day, after in zip(when.tolist(), seconds.tolist(), strict=True)
    ]
    return {
        "kind": kind.tolist(),
        "booked_on": [days[day] for day in when.tolist()],
        "owner": owner.tolist(),
        "host": host.tolist(),
        "site": site.tolist(),
        "trip": trip.tolist(),
        "age_band": np.where(readers, dice.choice(["adult", "child", ""], size, p=[0.6, 0.35, 0.05]), "").tolist(),
        "material": np.where(books, dice.choice(MATERIALS, size, p=MATERIAL_SHARE), "").tolist(),
        "channel": np.where(
            (kind == "hold_placed") | ((kind == "renewal") & (dice.random(size) < 0.4)), "online", "physical"
        ).tolist(),
        "at": moment,
        "recorded_at": moment,
        "quantity": quantity.tolist(),
        "thing": np.where(kind == "visit", "visits.visitcount", "circulation.loan").tolist(),
        "thing_id": dice.integers(1, 10**7, size).tolist(),
        "reason": [""] * size,
    }


def _shares(weights: list[float]) -> Any:
    return np.array(weights) / sum(weights)


def _places(dice: np.random.Generator, size: int) -> tuple[Any, Any]:
    """Hosts, and of each host one of its sites: the first HOSTS sites are the libraries, then each host's others."""
    busy = np.array([6.0 if number % (DISTRICTS + 1) == 0 else 1.0 for number in range(HOSTS)])
    host = 1 + dice.choice(HOSTS, size, p=busy / busy.sum())
    more = (SITES - HOSTS) // HOSTS
    away = HOSTS + (host - 1) * more + np.minimum((dice.random(size) ** 2 * more).astype(int), more - 1) + 1
    return host, np.where(dice.random(size) < 0.7, host, away)


def fill(count: int, folder: Path | None) -> Figures:
    """Into the hub's table, past the sums; into `folder` as Parquet."""
    from django.db import connection, transaction

    began, filled = time.perf_counter(), 0
    known: dict[tuple[Any, ...], int] = {}
    with _without_indexes():
        for number, columns in enumerate(years(count)):
            with transaction.atomic(), connection.cursor() as cursor:
                _number(cursor, columns, known)
                _insert(cursor, "ledger_event", (*COLUMNS, "combination_id"), columns)
                filled += len(columns["kind"])
            if folder is not None:
                _as_parquet(columns, folder / f"{FIRST_YEAR + number}.parquet")
            tell(f"ledger: {filled:,} events")
    return {"events": filled, "fill_seconds": round(time.perf_counter() - began, 1)}


def _as_parquet(columns: dict[str, list[Any]], file: Path) -> None:
    import polars

    file.parent.mkdir(parents=True, exist_ok=True)
    polars.DataFrame({name: columns[name] for name in COLUMNS[:12]}).write_parquet(file)


@contextlib.contextmanager
def _without_indexes() -> Iterator[None]:
    """On SQLite the indexes of the events are made at the end: row by row, two of them in no order of time, ten
    million would take hours."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = 'ledger_event'"
        )
        held = cursor.fetchall()
        for name, _statement in held:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size=-262144")
        for name, statement in held:
            cursor.execute(statement)
            tell(f"ledger: {name}")


def _number(cursor: Any, columns: dict[str, list[Any]], known: dict[tuple[Any, ...], int]) -> None:
    """The numbers of their combinations of facts, which are written down where they are new, as appending does."""
    from lienthu.ledger.models import COMBINED
    from lienthu.ledger.rules import number
    from lienthu.ledger.services.adding import broad_number

    numbers, new = [], []
    for facts in zip(*(columns[name] for name in COMBINED), strict=True):
        if facts not in known:
            known[facts] = number(facts)
            new.append(facts)
        numbers.append(known[facts])
    rows: dict[str, list[Any]] = {name: list(held) for name, held in zip(COMBINED, zip(*new, strict=True), strict=True)}
    rows["id"] = [known[facts] for facts in new]
    rows["broad"] = [broad_number(facts) for facts in new]
    _insert(cursor, "ledger_combination", ("id", "broad", *COMBINED), rows)
    columns["combination_id"] = numbers


def _insert(cursor: Any, table: str, names: tuple[str, ...], columns: dict[str, list[Any]]) -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in zip(*(columns[name] for name in names), strict=True):
                copy.write_row(row)
        return
    texts = {"booked_on": str, "at": lambda moment: str(moment)[:19], "recorded_at": lambda moment: str(moment)[:19]}
    told = [map(texts[name], columns[name]) if name in texts else columns[name] for name in names]
    connection.connection.executemany(  # the driver's own, without Django's conversion of every row
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", zip(*told, strict=True)
    )


def main() -> None:
    import django
    from django.conf import settings

    django.setup()
    folder = Path(settings.HOME) / sys.argv[2] if len(sys.argv) > 2 else None
    print(json.dumps(fill(int(sys.argv[1]), folder)))


if __name__ == "__main__":
    main()
