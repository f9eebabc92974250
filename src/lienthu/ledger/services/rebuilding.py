"""Making the sums again from the events, by statements of the database alone."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from lienthu.ledger.models import BROAD, FACTS, YEARLY, Event, Kind
from lienthu.ledger.queries.sums import from_finer
from lienthu.ledger.services.locks import hold_sums

TABLES: Final = ("ledger_dailysum", "ledger_monthlysum", "ledger_yearlysum", "ledger_beginning")
Progress = Callable[[int, int], None]
CACHE: Final = -262_144  # KiB of pages while the indexes are written; else each row reads its page anew


def rebuild(*, progress: Progress = lambda _done, _total: None) -> int:
    """Make all sums again, in one transaction: whoever reads meanwhile has the old ones, whoever books waits.

    Kind by kind, so that the database sorts a part of the ledger at a time; `progress(done, total)` counts events.
    Returns their number.
    """
    with _room_for_indexes(), transaction.atomic(), connection.cursor() as cursor:
        hold_sums()
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 our names
        done, total = 0, Event.objects.count()
        for kind in _kinds(cursor):
            done += _rebuild(cursor, kind)
            progress(done, total)
        for credit in ("host", "owner"):
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
    return [*Kind.values, *(row[0] for row in cursor.fetchall())]


def _rebuild(cursor: CursorWrapper, kind: str) -> int:
    """Days from the events, months from the days, years from the months."""
    for table, names, column, counted, source in (
        ("ledger_dailysum", FACTS, "booked_on", "COUNT(*)", "ledger_event"),
        ("ledger_monthlysum", BROAD, "booked_on", "SUM(events)", "ledger_dailysum"),
        ("ledger_yearlysum", YEARLY, "month", "SUM(events)", "ledger_monthlysum"),
    ):
        chosen = ", ".join(from_finer(names, column))
        places = ", ".join(str(number + 1) for number in range(len(names)))
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}, quantity, events) SELECT {chosen}, SUM(quantity), "  # noqa: S608
            f"{counted} FROM {source} WHERE kind = %s GROUP BY {places} ORDER BY {places}",
            [kind],
        )
    cursor.execute("SELECT COALESCE(SUM(events), 0) FROM ledger_yearlysum WHERE kind = %s", [kind])
    return int(cursor.fetchone()[0])


@contextlib.contextmanager
def _room_for_indexes() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size={CACHE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size={before}")
