"""Making the sums again from the events: days by a statement of the database, months and years in memory, beside it."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from lienthu.common.parallel import apart
from lienthu.ledger.models import (
    BROAD,
    COMBINED,
    OF_MATERIAL,
    YEARLY,
    Beginning,
    DailySum,
    MaterialSum,
    MonthlySum,
    YearlySum,
)  # fmt: skip
from lienthu.ledger.rules import number
from lienthu.ledger.services import aside
from lienthu.ledger.services.adding import combine
from lienthu.ledger.services.locks import hold_sums

if TYPE_CHECKING:
    from lienthu.ledger.services.broader import Broader

SUMS: Final = (DailySum, MonthlySum, YearlySum, MaterialSum)
BROADER: Final = ("ledger_monthlysum", "ledger_yearlysum", "ledger_materialsum", "ledger_beginning")
FIGURES: Final = ("quantity", "events")
BEGINNING: Final = ("organisation", "credit", "kind", "channel", "month")
Progress = Callable[[int, int], None]
CACHE: Final = -262_144  # KiB of pages while the tables are written; else each row reads its page anew
AT_ONCE: Final = 500  # rows, or numbers in one statement
# In the order of an index that has all of it, and of the table: nothing is sorted.
DAYS: Final = (
    "INSERT INTO ledger_dailysum (combination_id, booked_on, quantity, events) "
    "SELECT combination_id, booked_on, SUM(quantity), COUNT(*) FROM ledger_event GROUP BY 1, 2 ORDER BY 1, 2"
)


@dataclass(frozen=True)
class Found:
    """How many events were read, and what they add up to; None: that is written into the file."""

    events: int
    broader: "Broader | None"


def rebuild(*, progress: Progress = lambda _done, _total: None) -> int:
    """Make all sums again, in one transaction: whoever reads meanwhile has the old ones, whoever books waits.

    Days are added up by the database; months and years by a process beside it, which reads the same events by a
    connection of its own: nothing is booked meanwhile. `progress(done, total)` counts the events that it has read.
    Returns their number.
    """
    alone = _is_alone()
    with (
        _room(), aside.kept() as path, transaction.atomic(), connection.cursor() as cursor,
        ThreadPoolExecutor(1) as beside,
    ):  # fmt: skip
        hold_sums()
        alone = number_events(cursor) or alone
        reading = None if alone else beside.submit(apart, f"{__name__}:read", path, tell=progress)
        for model in (*SUMS, Beginning):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 our names
        cursor.execute(DAYS)
        found: Found = reading.result() if reading else read(None, tell=progress)
        if found.broader and found.broader.lost:
            _recall(cursor, found.broader.lost)
            found = read(None, tell=progress)
        if found.broader:
            for table, (names, rows) in _tables(found.broader).items():
                _write(cursor, table, names, rows)
        elif path:
            aside.take_over(cursor, path, BROADER)
    return found.events


def _is_alone() -> bool:
    """Whether other connections do not see what is here: what the caller has written so far, or all of it."""
    in_memory: bool = connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined]
    return connection.in_atomic_block or in_memory


def read(path: Path | None, *, tell: Progress) -> Found:
    """Read all events and add them up; written into the file at `path`, if there is to be one."""
    from lienthu.ledger.services import broader

    events = broader.read(tell)
    found = broader.add_up(events)
    count = int(events.events.sum())
    if not path or not found.facts or found.lost:
        return Found(count, found)
    aside.write(path, _tables(found))
    return Found(count, None)


def _tables(broader: "Broader") -> dict[str, tuple[Sequence[str], Iterator[Sequence[Any]]]]:
    """What is written of months, years and beginnings."""
    if not broader.facts:
        return {}
    told: tuple[tuple[Sequence[str], Iterator[Sequence[Any]]], ...] = (
        ((*BROAD, *FIGURES), broader.rows_of_months()),
        ((*YEARLY, *FIGURES), broader.rows_of_years()),
        ((*OF_MATERIAL, *FIGURES), broader.rows_of_material()),
        (BEGINNING, iter(broader.beginnings())),
    )
    return dict(zip(BROADER, told, strict=True))


def _write(cursor: CursorWrapper, table: str, names: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    told = ", ".join(names)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({told}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(names))
    while some := list(islice(rows, AT_ONCE)):  # Django keeps all that it is given at once
        cursor.executemany(f"INSERT INTO {table} ({told}) VALUES ({marks})", some)  # noqa: S608 our names


def number_events(cursor: CursorWrapper) -> bool:
    """Give their number to events that have none: what was written past the services, or before there were numbers."""
    facts = ", ".join(COMBINED)
    cursor.execute(f"SELECT DISTINCT {facts} FROM ledger_event WHERE combination_id IS NULL")  # noqa: S608 our names
    found = cursor.fetchall()
    if not found:
        return False
    combine(cursor, {number(row): row for row in found})
    cursor.execute("DROP TABLE IF EXISTS ledger_numbered")
    cursor.execute(
        f"CREATE TEMP TABLE ledger_numbered AS SELECT {facts}, id AS number FROM ledger_combination"  # noqa: S608
    )
    cursor.execute(f"CREATE UNIQUE INDEX ledger_numbered_facts ON ledger_numbered ({facts}, number)")
    same = " AND ".join(f"n.{name} = ledger_event.{name}" for name in COMBINED)
    cursor.execute(
        "UPDATE ledger_event SET combination_id = n.number FROM ledger_numbered n "  # noqa: S608 our names
        f"WHERE {same} AND combination_id IS NULL"
    )
    cursor.execute("DROP TABLE ledger_numbered")
    return True


def _recall(cursor: CursorWrapper, lost: Sequence[int]) -> None:
    """Write down again what the numbers of events stand for, where that was lost."""
    for some in (lost[at : at + AT_ONCE] for at in range(0, len(lost), AT_ONCE)):
        cursor.execute(
            f"SELECT combination_id, {', '.join(COMBINED)} FROM ledger_event WHERE id IN ("  # noqa: S608 our names
            f"SELECT MIN(id) FROM ledger_event WHERE combination_id IN ({', '.join(['%s'] * len(some))}) "
            "GROUP BY combination_id)",
            some,
        )
        combine(cursor, {row[0]: row[1:] for row in cursor.fetchall()})


@contextlib.contextmanager
def _room() -> Iterator[None]:
    """Memory for sorting and writing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET work_mem = '256MB'")
            try:
                yield
            finally:
                cursor.execute("RESET work_mem")
        return
    # Nobody is in the sums that would have to be wiped out, and no count of events is below 0.
    wanted = {"cache_size": CACHE, "secure_delete": 0, "ignore_check_constraints": 1}
    with connection.cursor() as cursor:
        before = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
        for name, value in wanted.items():
            cursor.execute(f"PRAGMA {name}={value}")
        try:
            yield
        finally:
            for name, value in before.items():
                cursor.execute(f"PRAGMA {name}={value}")
