"""All tables of the hub as one SQLite file, and back into SQLite or PostgreSQL."""

import contextlib
import datetime
import decimal
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from lienthu.common import schema

ALIAS = "archive"
ROWS = 5_000  # read from PostgreSQL at a time


def snapshot(target: Path) -> None:
    """Copy the database, as committed at one instant, into the new SQLite file `target`; nobody has to wait."""
    if connection.vendor == "sqlite":
        with (
            contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=30)) as source,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)  # in one step: a reader's snapshot under WAL
            copy.execute("PRAGMA journal_mode=DELETE")
        return
    with _as_archive(target):
        schema.bring_up_to_date(ALIAS)
    with contextlib.closing(sqlite3.connect(target)) as copy, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        copy.execute("PRAGMA synchronous=OFF")
        for table in _tables():
            _copy_out(table, copy)
        copy.commit()


def put_back(source: Path) -> None:
    """Make `source`, a file that `snapshot` made, the hub's database, brought to this version. Takes the file."""
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        for rest in (f"{target}-wal", f"{target}-shm"):
            Path(rest).unlink(missing_ok=True)
        source.replace(target)
        schema.bring_up_to_date()
        return
    with _as_archive(source):
        schema.bring_up_to_date(ALIAS)
    schema.bring_up_to_date()
    with contextlib.closing(sqlite3.connect(source)) as copy, transaction.atomic():
        names = ", ".join(connection.ops.quote_name(table) for table in _tables())
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {names}")
            for table in _tables():
                _copy_in(table, copy)
            models = apps.get_models(include_auto_created=True)
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)


def _tables() -> list[str]:
    """Every table of the rooms, except the list of migrations, which each database keeps for itself."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(names) - {MigrationRecorder.Migration._meta.db_table})


@contextlib.contextmanager
def _as_archive(path: Path) -> Iterator[None]:
    """The file as a second Django database, for migrations."""
    connections.databases[ALIAS] = {
        **connections.databases["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
        "CONN_MAX_AGE": 0,
    }
    try:
        yield
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


def _copy_out(table: str, copy: sqlite3.Connection) -> None:
    columns = [row[1] for row in copy.execute(f'PRAGMA table_info("{table}")')]
    names = ", ".join(f'"{column}"' for column in columns)
    copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 names come from the models
    with connection.connection.cursor(name="archive") as cursor:
        cursor.itersize = ROWS
        cursor.execute(f'SELECT {names} FROM "{table}"')  # noqa: S608
        marks = ", ".join("?" * len(columns))
        rows = (tuple(_plain(value) for value in row) for row in cursor)
        copy.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608


def _copy_in(table: str, copy: sqlite3.Connection) -> None:
    columns = [row[1] for row in copy.execute(f'PRAGMA table_info("{table}")')]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as writer:
        for row in copy.execute(f'SELECT {names} FROM "{table}"'):  # noqa: S608
            writer.write_row(row)


def _plain(value: object) -> object:
    """A value as Django keeps it in SQLite."""
    match value:
        case bool():
            return int(value)
        case memoryview():
            return bytes(value)
        case datetime.datetime():
            return str(value.astimezone(datetime.UTC).replace(tzinfo=None))
        case datetime.date() | datetime.time():
            return value.isoformat()
        case decimal.Decimal():
            return str(value)
        case uuid.UUID():
            return value.hex
        case _:
            return value
