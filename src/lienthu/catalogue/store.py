"""Bulk reads and writes for the import: the same rows as the models', by the database's own fast way.

Django's bulk_create stores 3,000 to 8,000 records a second, an import needs five times that (docs/benchmarks.md).
This is the only file that writes the catalogue's tables past the ORM; columns and constraints are the models'.
"""

import contextlib
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import orjson
from django.db import connection, models

# A transaction that groups records holds this key on PostgreSQL, so that two imports cannot each found the title
# that both their records belong to. SQLite has one writer at a time by itself.
GROUPING_LOCK = 0x4C69_656E
# Rows in one statement: each statement costs something by itself, so 50 rows cost a quarter less than one by one.
AT_ONCE = 50
# KiB of cached pages (the keys of a million records fit), and pages of the log before it is moved (64 MB).
BULK = {"cache_size": -262_144, "wal_autocheckpoint": 16_000}


def lock_grouping() -> None:
    """Let no other transaction group records until this one ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GROUPING_LOCK])


@contextlib.contextmanager
def bulk() -> Iterator[None]:
    """Much is written on this connection within: more memory for its pages, fewer moves of the log into the file."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in BULK}
        try:
            for name, value in BULK.items():
                cursor.execute(f"PRAGMA {name}={value}")
            yield
        finally:
            for name, value in before.items():
                cursor.execute(f"PRAGMA {name}={value}")


def new_ids(model: type[models.Model], count: int) -> range | list[int]:
    """`count` primary keys that nobody else gets, ascending. Call inside the transaction that uses them.

    Those that are not used are given out again on SQLite, and left out on PostgreSQL.
    """
    table = model._meta.db_table
    if not count:
        return range(0)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The writer's lock is held since BEGIN IMMEDIATE; inserting explicit keys moves the sequence along.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            start = (found[0] if found else 0) + 1
            return range(start, start + count)
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [row[0] for row in cursor.fetchall()]


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows whose values are in database form, in the order of `columns` (column names, `library_id`)."""
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        marks = f"({', '.join('?' * len(columns))})"
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            sql = f"INSERT INTO {table} ({names}) VALUES {', '.join([marks] * len(some))}"  # noqa: S608
            connection.connection.execute(sql, list(chain.from_iterable(some)))
        return
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Set `columns` of stored rows; each of `rows` has the values in database form, and the row's id last."""
    table = connection.ops.quote_name(model._meta.db_table)
    values = ", ".join(f"{connection.ops.quote_name(column)} = %s" for column in columns)
    _each(f"UPDATE {table} SET {values} WHERE id = %s", rows)  # noqa: S608


def delete(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Delete the rows that have these values in `columns`; nothing may point at them."""
    table = connection.ops.quote_name(model._meta.db_table)
    values = " AND ".join(f"{connection.ops.quote_name(column)} = %s" for column in columns)
    _each(f"DELETE FROM {table} WHERE {values}", rows)  # noqa: S608


def _each(sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def rows_where(
    model: type[models.Model], columns: str, key: str, values: Sequence[int] | Sequence[str], also: str = ""
) -> list[tuple[Any, ...]]:
    """Rows of `columns` whose `key` is one of `values`, any number of them, unordered.

    `columns` and `also` (a further condition or a lock, without parameters) are SQL of ours, never of a user.
    """
    if not values:
        return []
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            wanted, parameter = "(SELECT value FROM json_each(%s))", orjson.dumps(list(values)).decode()
            sql = f"SELECT {columns} FROM {table} WHERE {key} IN {wanted} {also}"  # noqa: S608
            cursor.execute(sql, [parameter])
        else:
            sql = f"SELECT {columns} FROM {table} WHERE {key} = ANY(%s) {also}"  # noqa: S608
            cursor.execute(sql, [list(values)])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
