"""Databases with every table in them, made once for all processes of a run of the tests: making one takes seconds.

And what a test that commits leaves behind, cleared away.
"""

import contextlib
import fcntl
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest

SOURCE = Path(__file__).resolve().parents[3]
NAME = "lienthu.sqlite3"  # of the file in a hub's folder
AT_ONCE = "from lienthu.common import schema; schema.bring_up_to_date()"


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def once(folder: Path, name: str, fill: Callable[[Path], object]) -> Path:
    """A folder that is filled by the process which needs it first, for all of them; copy it, and do not write to it."""
    made, complete = folder / name, folder / f"{name}.complete"
    with _alone(folder, name):
        if not complete.exists():
            made.mkdir()
            fill(made)
            complete.touch()
    return made


def sqlite(folder: Path) -> Path:
    """An SQLite file; copy it, and do not write to it."""
    return once(folder, "made", make) / NAME


def postgres(folder: Path, url: str, name: str = "lienthu_made") -> str:
    """The name of a database on the server of `url` from which others are made; nobody may be connected to it."""
    import psycopg

    with _alone(folder, name), psycopg.connect(url, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            draft = f"{name}_draft"
            server.execute(f'CREATE DATABASE "{draft}"')
            make(folder / name, LIENTHU_DATABASE_URL=on_server(url, draft))
            server.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


def copy(folder: Path, url: str) -> str:
    """The name of a database of the caller's own on the server of `url`, with every table in it."""
    import psycopg

    made, name = postgres(folder, url), f"lienthu_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{made}"')
    return name


def on_server(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def make(home: Path, how: str = AT_ONCE, **more: str) -> None:
    """Run the words of Python `how` in a process of its own, for the hub in `home`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LIENTHU_", "PYTEST_", "DJANGO_"))}
    ours = {"PYTHONPATH": str(SOURCE), "LIENTHU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "lienthu.settings"}
    command = [sys.executable, "-c", f"import django; django.setup()\n{how}"]
    subprocess.run(command, env={**kept, **ours, **more}, check=True)


def keep_rows() -> list[str]:
    """Put the rows of a new hub (holidays, permissions, …) aside, and give the names of the tables that have some."""
    from django.db import connection

    kept = []
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608
            if cursor.fetchone():
                cursor.execute(f'CREATE TABLE "kept_{table}" AS SELECT * FROM "{table}"')  # noqa: S608
                kept.append(table)
    return kept


def as_when_new(kept: list[str]) -> None:
    """Empty every table but for the rows of a new hub.

    Django alone would leave out what migrations wrote, for all tests that follow, and make 700 permissions anew; and it
    empties each table, which takes PostgreSQL a second or two, though a test leaves something in few of them.
    """
    from django.db import connection, transaction

    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = ", ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in tables)  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        for table in itertools.compress(tables, cursor.fetchone()):
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
        for table in kept:
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "kept_{table}"')  # noqa: S608


@contextlib.contextmanager
def _alone(folder: Path, name: str) -> Iterator[None]:
    with (folder / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
