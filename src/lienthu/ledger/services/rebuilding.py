"""Making the sums again from the events, by statements of the database alone."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from lienthu.ledger.models import BROAD, COMBINED, YEARLY, Beginning, DailySum, Event, MonthlySum, YearlySum
from lienthu.ledger.rules import number
from lienthu.ledger.services.adding import combine
from lienthu.ledger.services.locks import hold_sums

SUMS: Final = (DailySum, MonthlySum, YearlySum)
Progress = Callable[[int, int], None]
MONTHS, RANKS = 100_000, 10_000_000  # more than there will be: of our era, and of different facts of a month
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
                "SELECT combination_id, booked_on, SUM(quantity), COUNT(*) FROM ledger_event "
                "GROUP BY 1, 2 ORDER BY 1, 2"
            )
            progress(total // 2, total)
            done = _months(cursor)
            if done < total:  # a combination is not written down
                _recall(cursor)
                done = _months(cursor)
            _write_months_and_years(cursor)
        for credit in Beginning.Credit.values:
            cursor.execute(
                "INSERT INTO ledger_beginning (organisation, credit, kind, channel, month) "  # noqa: S608 our names
                f"SELECT {credit}, '{credit}', kind, channel, {_day('MIN(first)')} FROM ledger_broad JOIN ("
                f"SELECT key % {RANKS} AS of_broad, MIN(key / {RANKS} % {MONTHS}) AS first FROM ledger_month GROUP BY 1"
                f") AS m ON m.of_broad = rank WHERE {credit} > 0 GROUP BY {credit}, kind, channel"
            )
        for table in ("month", "ranked", "broad"):
            cursor.execute(f"DROP TABLE ledger_{table}")
        progress(done, total)
    return done


def _months(cursor: CursorWrapper) -> int:
    """The days added up by one number: kind, month and rank of what months say of the facts, so that the months
    come in the order of their table. Returns how many events are in them."""
    whole = "integer" if connection.vendor == "sqlite" else "bigint"  # on SQLite the order of the table itself
    for table in ("month", "ranked", "broad"):
        cursor.execute(f"DROP TABLE IF EXISTS ledger_{table}")
    broad = "kind, host, owner, age_band, channel, (trip > 0)"
    cursor.execute(
        f"CREATE TEMP TABLE ledger_broad (rank {whole} PRIMARY KEY, of_kind bigint, broad bigint, kind varchar(30), "
        "host bigint, owner bigint, age_band varchar(10), channel varchar(10), on_trip bool)"
    )
    cursor.execute(
        f"INSERT INTO ledger_broad SELECT ROW_NUMBER() OVER (ORDER BY {broad}), DENSE_RANK() OVER (ORDER BY kind), "  # noqa: S608
        f"broad, {broad} FROM ledger_combination "
        "WHERE id IN (SELECT MIN(id) FROM ledger_combination GROUP BY broad)"
    )
    cursor.execute("CREATE UNIQUE INDEX ledger_broad_number ON ledger_broad (broad)")
    cursor.execute(f"CREATE TEMP TABLE ledger_ranked (id {whole} PRIMARY KEY, base bigint)")
    cursor.execute(
        f"INSERT INTO ledger_ranked SELECT c.id, b.of_kind * {RANKS * MONTHS} + b.rank "  # noqa: S608 our numbers
        "FROM ledger_combination c CROSS JOIN ledger_broad b WHERE b.broad = c.broad ORDER BY 1"
    )
    if connection.vendor == "postgresql":
        cursor.execute("ANALYZE ledger_dailysum, ledger_ranked, ledger_broad")
    cursor.execute(f"CREATE TEMP TABLE ledger_month (key {whole} PRIMARY KEY, quantity bigint, events bigint)")
    cursor.execute(
        f"INSERT INTO ledger_month SELECT r.base + ({_month_number('d.booked_on')}) * {RANKS}, "  # noqa: S608
        "SUM(d.quantity), SUM(d.events) FROM ledger_dailysum d CROSS JOIN ledger_ranked r "
        "WHERE r.id = d.combination_id GROUP BY 1 ORDER BY 1"
    )
    cursor.execute("SELECT COALESCE(SUM(events), 0) FROM ledger_month")
    return int(cursor.fetchone()[0])


def _write_months_and_years(cursor: CursorWrapper) -> None:
    rest = "host, owner, age_band, channel, on_trip, m.quantity, m.events"
    month, year = f"key / {RANKS} % {MONTHS}", f"key / {RANKS} % {MONTHS} / 12 * 12"
    years = (
        f"SELECT key - (({month}) - ({year})) * {RANKS} AS key, SUM(quantity) AS quantity, SUM(events) AS events "  # noqa: S608
        "FROM ledger_month GROUP BY 1"
    )
    for table, names, source in (
        ("ledger_monthlysum", BROAD, "ledger_month"),
        ("ledger_yearlysum", YEARLY, f"({years})"),
    ):
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}, quantity, events) SELECT kind, {_day(month)}, {rest} "  # noqa: S608
            f"FROM {source} AS m CROSS JOIN ledger_broad b WHERE b.rank = key % {RANKS} ORDER BY key"
        )


def _month_number(day: str) -> str:
    """Months since the beginning of our era."""
    if connection.vendor == "sqlite":
        return f"substr({day}, 1, 4) * 12 + substr({day}, 6, 2) - 1"
    return f"(EXTRACT(YEAR FROM {day}) * 12 + EXTRACT(MONTH FROM {day}) - 1)::bigint"


def _day(month: str) -> str:
    """The first day of the month with this number."""
    if connection.vendor == "sqlite":
        return f"printf('%04d-%02d-01', ({month}) / 12, ({month}) % 12 + 1)"
    return f"make_date((({month}) / 12)::int, (({month}) % 12)::int + 1, 1)"


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
