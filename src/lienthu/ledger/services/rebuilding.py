"""Making the sums again from the events, by statements of the database alone."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from lienthu.ledger.models import BROAD, FACTS, YEARLY, Beginning, DailySum, Event, Kind, MonthlySum, YearlySum
from lienthu.ledger.queries.sums import from_finer
from lienthu.ledger.services.locks import hold_sums

SUMS: Final = (DailySum, MonthlySum, YearlySum)
Progress = Callable[[int, int], None]
CACHE: Final = -262_144  # KiB of pages while the tables are written; else each row reads its page anew


def rebuild(*, progress: Progress = lambda _done, _total: None) -> int:
    """Make all sums again, in one transaction: whoever reads meanwhile has the old ones, whoever books waits.

    Kind by kind, so that the database sorts a part of the ledger at a time; `progress(done, total)` counts events.
    Returns their number.
    """
    with _room(), transaction.atomic(), connection.cursor() as cursor:
        hold_sums()
        with _without_indexes(cursor):
            for model in (*SUMS, Beginning):
                cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 our names
            done, total = 0, Event.objects.count()
            for kind in _kinds(cursor):
                done += _rebuild(cursor, kind)
                progress(done, total)
        for credit in Beginning.Credit.values:
            cursor.execute(
                "INSERT INTO ledger_beginning (organisation, credit, kind, channel, month) "  # noqa: S608 our names
                f"SELECT {credit}, '{credit}', kind, channel, MIN(month) FROM ledger_monthlysum "
                f"WHERE {credit} > 0 GROUP BY {credit}, kind, channel"
            )
    return done


def _kinds(cursor: CursorWrapper) -> list[str]:
    """Those that the ledger has: of today's, and of any that were taken out of use."""
    others = ", ".join(["%s"] * len(Kind))
    cursor.execute(f"SELECT DISTINCT kind FROM ledger_event WHERE kind NOT IN ({others})", Kind.values)  # noqa: S608
    return sorted([*Kind.values, *(row[0] for row in cursor.fetchall())])  # as they stand in the unique indexes


def _rebuild(cursor: CursorWrapper, kind: str) -> int:
    """Days from the events, months from the days, years from the months."""
    _days(cursor, kind)
    for table, names, column, source in (
        ("ledger_monthlysum", BROAD, "booked_on", "ledger_dailysum"),
        ("ledger_yearlysum", YEARLY, "month", "ledger_monthlysum"),
    ):
        places = ", ".join(str(number + 1) for number in range(len(names)))
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}, quantity, events) "  # noqa: S608 our names
            f"SELECT {', '.join(from_finer(names, column))}, SUM(quantity), SUM(events) "
            f"FROM {source} WHERE kind = %s GROUP BY {places} ORDER BY {places}",
            [kind],
        )
    cursor.execute("SELECT COALESCE(SUM(events), 0) FROM ledger_yearlysum WHERE kind = %s", [kind])
    return int(cursor.fetchone()[0])


def _days(cursor: CursorWrapper, kind: str) -> None:
    """SQLite reads the events day by day from their index, so that it sorts only those of a day, and adds up while it
    writes: two thirds of what grouping takes, because hardly two events of a day have the same facts."""
    names = ", ".join(FACTS)
    if connection.vendor == "sqlite":
        chosen, after = (
            "quantity, 1",
            (
                f"ORDER BY {names} ON CONFLICT ({names}) DO UPDATE SET quantity = quantity + excluded.quantity, "
                "events = events + 1"
            ),
        )
    else:
        chosen, after = "SUM(quantity), COUNT(*)", f"GROUP BY {names}"
    cursor.execute(
        f"INSERT INTO ledger_dailysum ({names}, quantity, events) "  # noqa: S608 our names
        f"SELECT {names}, {chosen} FROM ledger_event WHERE kind = %s {after}",
        [kind],
    )


@contextlib.contextmanager
def _without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """Indexes that only serve reading are made again at the end, sorted in one go. On PostgreSQL they stay: without
    them whoever reads would have to wait."""
    if connection.vendor != "sqlite":
        yield
        return
    tables = [model._meta.db_table for model in SUMS]
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "  # noqa: S608 our names
        f"AND tbl_name IN ({', '.join(['%s'] * len(tables))})",
        tables,
    )
    held = cursor.fetchall()  # without those of the constraints, which have no statement of their own
    for name, _statement in held:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, statement in held:
        cursor.execute(statement)


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
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size={CACHE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size={before}")
