"""Making the sums again from the events, by statements of the database alone."""

from collections.abc import Callable

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from lienthu.ledger.models import BROAD, FACTS
from lienthu.ledger.queries.sums import month_of
from lienthu.ledger.services.locks import hold_sums

_DAYS = ", ".join(FACTS)
_MONTHS = ", ".join(BROAD)


def rebuild(*, told: Callable[[str, int], None] | None = None) -> int:
    """Make all sums again, in one transaction: whoever reads meanwhile has the old ones, whoever books waits.

    `told(table, rows)` hears what is done. Returns the number of events.
    """
    broad = ", ".join(month_of("booked_on") if name == "month" else name for name in BROAD)
    with transaction.atomic(), connection.cursor() as cursor:
        hold_sums()
        for table, names, chosen, counted, source in (
            ("ledger_dailysum", _DAYS, _DAYS, "COUNT(*)", "ledger_event"),
            ("ledger_monthlysum", _MONTHS, broad, "SUM(events)", "ledger_dailysum"),
        ):
            rows = _fill(cursor, table, names, f"SELECT {chosen}, SUM(quantity), {counted} FROM {source}")  # noqa: S608
            if told:
                told(table, rows)
        cursor.execute("SELECT COALESCE(SUM(events), 0) FROM ledger_monthlysum")
        return int(cursor.fetchone()[0])


def _fill(cursor: CursorWrapper, table: str, names: str, select: str) -> int:
    places = ", ".join(str(number + 1) for number in range(names.count(",") + 1))
    cursor.execute(f"DELETE FROM {table}")  # noqa: S608 our names
    cursor.execute(f"INSERT INTO {table} ({names}, quantity, events) {select} GROUP BY {places} ORDER BY {places}")
    return int(cursor.rowcount)
