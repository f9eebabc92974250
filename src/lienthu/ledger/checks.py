"""What must always hold in the ledger (`lienthu check`): every sum of a day, a month or a year is the sum of its
events, the first month of each kind is known, and nothing came into days that were closed."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from lienthu.ledger.models import BROAD, FACTS, MOSTLY, OF_MATERIAL, YEARLY, Kind
from lienthu.ledger.queries.statements import DAYS, from_finer

SHOWN = 20
_OTHERS = f"(SELECT * FROM {DAYS} WHERE material <> '{MOSTLY}') AS others"  # noqa: S608 our names

_INTRUDERS = f"""
SELECT e.id, e.booked_on, CASE e.host WHEN 0 THEN e.owner ELSE e.host END
FROM ledger_event e
WHERE e.id > (SELECT MIN(last_event) FROM ledger_closing) AND e.booked_on < (
    SELECT c.until FROM ledger_closing c
    WHERE c.organisation = CASE e.host WHEN 0 THEN e.owner ELSE e.host END AND c.last_event < e.id
    ORDER BY c.last_event DESC, c.id DESC LIMIT 1
)
ORDER BY e.id LIMIT {SHOWN}
"""  # noqa: S608 our own number


def problems() -> Iterator[str]:
    """A sentence for each sum that is not what its events add up to, and each event that came into a closed day."""
    months, years = from_finer(BROAD, "booked_on"), from_finer(YEARLY, "month")
    of_material = from_finer(OF_MATERIAL, "booked_on")
    for kind in (*Kind.values, None):
        for found in _apart(FACTS, "quantity", "1", "ledger_event", FACTS, DAYS, kind):
            yield f"The ledger's sum of {found[0]} on {found[1]} (host {found[3]}) is not the sum of its events."
        for found in _apart(months, "quantity", "events", DAYS, BROAD, "ledger_monthlysum", kind):
            yield f"The ledger's sum of {found[0]} in {str(found[1])[:7]} (host {found[2]}) is not the sum of its days."
        for found in _apart(years, "quantity", "events", "ledger_monthlysum", YEARLY, "ledger_yearlysum", kind):
            year = str(found[1])[:4]
            yield f"The ledger's sum of {found[0]} in {year} (host {found[2]}) is not the sum of its months."
        for found in _apart(of_material, "quantity", "events", _OTHERS, OF_MATERIAL, "ledger_materialsum", kind):
            year, material = str(found[1])[:4], found[2] or "no kind of material"
            yield f"The ledger's sum of {found[0]} of {material} in {year} (host {found[3]}) is not that of its days."
    yield from _beginnings()
    with connection.cursor() as cursor:
        cursor.execute(_INTRUDERS)
        for event, booked_on, organisation in cursor.fetchall():
            yield f"Event {event} counts on {booked_on}, which organisation {organisation} had closed before."


def _beginnings() -> Iterator[str]:
    """What the first months say, and what the months do."""
    found = " UNION ALL ".join(
        f"SELECT {credit} AS organisation, '{credit}' AS credit, kind, channel, MIN(month) AS month "  # noqa: S608
        f"FROM ledger_monthlysum WHERE {credit} > 0 GROUP BY {credit}, kind, channel"
        for credit in ("host", "owner")
    )
    kept = "SELECT organisation, credit, kind, channel, month FROM ledger_beginning"
    with connection.cursor() as cursor:
        for first, second in ((found, kept), (kept, found)):
            cursor.execute(
                f"SELECT * FROM ({first}) AS a EXCEPT SELECT * FROM ({second}) AS b "  # noqa: S608 our names
                f"ORDER BY 1, 2, 3, 4 LIMIT {SHOWN}"
            )
            for organisation, credit, kind, _channel, month in cursor.fetchall():
                yield f"The ledger's first {kind} of organisation {organisation} ({credit}) is not in {str(month)[:7]}."


def _apart(
    parts: Sequence[str], quantity: str, events: str, source: str, names: Sequence[str], table: str, kind: str | None
) -> list[tuple[Any, ...]]:
    """The facts of which the sums in `table` and what `source` has of them differ: of one kind, or (None) of kinds
    unheard of.

    A kind at a time, so that the database sorts a part of the ledger and not all of it.
    """
    wanted, values = ("kind = %s", [kind]) if kind else (f"kind NOT IN ({', '.join(['%s'] * len(Kind))})", Kind.values)
    keys = ", ".join(f"f{number}" for number in range(len(names)))
    renamed = ", ".join(f"{part} AS f{number}" for number, part in enumerate(parts))
    statement = f"""
        SELECT {keys} FROM (
            SELECT {renamed}, {quantity} AS q, {events} AS n FROM {source} WHERE {wanted}
            UNION ALL SELECT {", ".join(names)}, -quantity, -events FROM {table} WHERE {wanted}
        ) AS together
        GROUP BY {keys} HAVING SUM(q) <> 0 OR SUM(n) <> 0 ORDER BY {keys} LIMIT {SHOWN}
    """  # noqa: S608 our names
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *values])
        return list(cursor.fetchall())
