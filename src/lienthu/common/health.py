"""Whether the hub can answer: the database and whatever else a room says it cannot do without.

A room takes part by a module `health.py` with `def probe() -> None` that raises when its engine is out of reach.
"""

import importlib
from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import connection
from django.utils.module_loading import module_has_submodule


def probes() -> Iterator[tuple[str, Callable[[], None]]]:
    """Name and probe of each thing that must be in reach."""
    yield "database", _database
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "health") and config.label != "common":
            yield config.label, importlib.import_module(f"{config.name}.health").probe


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        cursor.fetchall()
