"""Making the sums again from the events, by statements of the database alone."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from lienthu.ledger.models import BROAD, COMBINED, YEARLY, Beginning, DailySum, Event, MonthlySum, YearlySum
from lienthu.ledger.queries.sums import from_finer
from lienthu.ledger.rules import number
from lienthu.ledger.services.adding import combine
from lienthu.ledger.services.locks import hold_sums

SUMS: Final = (DailySum, MonthlySum, YearlySum)
Progress = Callable[[int, int], None]
CACHE: Final = -262_144  # KiB of pages while the tables are written; else each row reads its page anew


def rebuild(*, progress: Progress = lambda _done, _total: None) -> int:
    """Make all sums again, in one transaction: whoever reads meanwhile has the old ones, whoever books waits.

    `progress(done, total)` counts events. Returns their number.
    """
    with _room(), transaction.atomic(), connection.cursor() as cursor:
        hold_sums()
        number_events(cursor)
        total = Event.objects.count()
        with _without_indexes(cursor):
            for model in (*SUMS, Beginning):
                cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 our names
            # In the order of an index that has all of it, and of the table: nothing is sorted.
            cursor.execute(
                "INSERT INTO ledger_dailysum (combination_id, booked_on, quantity, events) "
                "SELECT combination_id, booked_on, SUM(quantity), COUNT(*) FROM ledger_event GROUP BY 1, 2 ORDER BY 1, 2"
            )
            progress(total // 2, total)
            done = _months(cursor)
            if done < total:  # a combination is not written down
                _recall(cursor)
                cursor.execute("DELETE FROM ledger_monthlysum")
                done = _months(cursor)
            _years(cursor)
        for credit in Beginning.Credit.values:
            cursor.execute(
                "INSERT INTO ledger_beginning (organisation, credit, kind, channel, month) "  # noqa: S608 our names
                f"SELECT {credit}, '{credit}', kind, channel, MIN(month) FROM ledger_monthlysum "
                f"WHERE {credit} > 0 GROUP BY {credit}, kind, channel"
            )
        progress(done, total)
    return done


def _months(cursor: CursorWrapper) -> int:
    """From the days, added up by one number first: how many events are in them."""
    if connection.vendor == "postgresql":
        cursor.execute("ANALYZE ledger_dailysum, ledger_combination")
    broad = ", ".join(name for name in BROAD if name != "month")
    of_broad = broad.replace("on_trip", "trip > 0 AS on_trip")
    month = from_finer(("month",), "booked_on")[0]
    cursor.execute("DROP TABLE IF EXISTS ledger_broad")
    cursor.execute(
        "CREATE TEMP TABLE ledger_broad AS "  # noqa: S608 our names
        f"SELECT c.id AS one, c.broad, {of_broad} FROM ledger_combination c "
        "JOIN (SELECT MIN(id) AS one FROM ledger_combination GROUP BY broad) AS first ON first.one = c.id"
    )
    cursor.execute(
        f"INSERT INTO ledger_monthlysum ({', '.join(BROAD)}, quantity, events) "  # noqa: S608 our names
        f"SELECT {', '.join('b.' + name if name != 'month' else 'month' for name in BROAD)}, q, n FROM ("
        f"SELECT c.broad, {month} AS month, SUM(d.quantity) AS q, SUM(d.events) AS n "
        "FROM ledger_dailysum d CROSS JOIN ledger_combination c WHERE c.id = d.combination_id GROUP BY 1, 2"
        f") AS m JOIN ledger_broad b ON b.broad = m.broad ORDER BY {', '.join(BROAD)}"
    )
    cursor.execute("DROP TABLE ledger_broad")
    cursor.execute("SELECT COALESCE(SUM(events), 0) FROM ledger_monthlysum")
    return int(cursor.fetchone()[0])


def _years(cursor: CursorWrapper) -> None:
    """From the months."""
    places = ", ".join(str(number + 1) for number in range(len(YEARLY)))
    cursor.execute(
        f"INSERT INTO ledger_yearlysum ({', '.join(YEARLY)}, quantity, events) "  # noqa: S608 our names
        f"SELECT {', '.join(from_finer(YEARLY, 'month'))}, SUM(quantity), SUM(events) "
        f"FROM ledger_monthlysum GROUP BY {places} ORDER BY {places}"
    )


def number_events(cursor: CursorWrapper) -> None:
    """Give their number to events that have none: what was written past the services, or before there were numbers."""
    facts = ", ".join(COMBINED)
    cursor.execute(f"SELECT DISTINCT {facts} FROM ledger_event WHERE combination_id IS NULL")  # noqa: S608 our names
    found = cursor.fetchall()
    if not found:
        return
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


def _recall(cursor: CursorWrapper) -> None:
    """Write down again what the numbers of events stand for, where that was lost."""
    cursor.execute(
        f"SELECT combination_id, {', '.join(COMBINED)} FROM ledger_event WHERE id IN ("  # noqa: S608 our names
        "SELECT MIN(id) FROM ledger_event WHERE combination_id NOT IN (SELECT id FROM ledger_combination) "
        "GROUP BY combination_id)"
    )
    combine(cursor, {row[0]: row[1:] for row in cursor.fetchall()})


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
