"""SQLite: sums of months and years written into a file of their own, beside the statement that writes the days, and
then taken over.

A database has one writer. What a second process cannot write into it, it writes into another file with the same tables
and indexes; `INSERT … SELECT *` between tables that are alike takes rows over as they lie there, in a fifth of the
time.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

NAME: Final = "aside"
AT_ONCE: Final = 50
_QUICK: Final = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536", "ignore_check_constraints=ON")
Rows = tuple[Sequence[str], Iterable[Sequence[Any]]]  # names of the columns, and their values


@contextlib.contextmanager
def kept() -> Iterator[Path | None]:
    """Where the file is to be, until the block ends, which is the transaction that takes it over. None on PostgreSQL,
    and within a transaction of the caller, which could not let go of it."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield None
        return
    with TemporaryDirectory(prefix="lienthu-sums-") as folder:
        try:
            yield Path(folder) / "sums.sqlite3"
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pragma_database_list WHERE name = %s", [NAME])
                if cursor.fetchone():
                    cursor.execute(f"DETACH {NAME}")


def write(path: Path, tables: Mapping[str, Rows]) -> None:
    """Make the tables anew in the file, with their indexes: sorted in one go, when all rows are there."""
    names = list(tables)
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(names))
        cursor.execute(
            f"SELECT type, tbl_name, sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql IS NOT NULL",  # noqa: S608
            names,
        )
        made = cursor.fetchall()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as beside:
        for pragma in _QUICK:
            beside.execute(f"PRAGMA {pragma}")
        for kind, _table, statement in made:
            if kind == "table":
                beside.execute(statement)
        beside.execute("BEGIN")
        for table, (columns, rows) in tables.items():
            _insert(beside, table, columns, iter(rows))
        for kind, _table, statement in made:
            if kind == "index":
                beside.execute(statement)
        beside.execute("COMMIT")


def _insert(beside: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    """Many rows in a statement: a third quicker than one by one."""
    row = f"({', '.join('?' * len(columns))})"
    while some := list(islice(rows, AT_ONCE)):
        marks = ", ".join([row] * len(some))
        values = list(chain.from_iterable(some))
        beside.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks}", values)  # noqa: S608 our names


def take_over(cursor: CursorWrapper, path: Path, tables: Iterable[str]) -> None:
    """Fill the tables, which are empty, from the file. It is not at hand before: a transaction that begins locks
    whatever is."""
    cursor.execute(f"ATTACH %s AS {NAME}", [str(path)])
    for table in tables:
        cursor.execute(f"INSERT INTO main.{table} SELECT * FROM {NAME}.{table}")  # noqa: S608 our names
