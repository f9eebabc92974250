"""Whether the hub can answer: the database and whatever else a room says it cannot do without.

A room takes part by a module `health.py` with `def probe() -> None` that raises when its engine is out of reach.
"""

from collections.abc import Callable, Iterator

from django.db import connection

from lienthu.common import rooms


def probes() -> Iterator[tuple[str, Callable[[], None]]]:
    """Name and probe of each thing that must be in reach."""
    yield "database", _database
    for room, health in rooms.modules("health"):
        if room != "common":
            yield room, health.probe


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        cursor.fetchall()
