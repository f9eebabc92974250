"""What PostgreSQL's planner hears from each connection, unless the server was told otherwise.

Its own values are those of turning disks: a row looked up by an index is dear, and many rows are rather read one after
the other by several processes. What is asked here are few rows of large tables that lie in memory or on flash: a
library's sites beside one another took 150 ms that way, and 5 by the index.
"""

from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

_SAID: Final = {"random_page_cost": "1.1", "jit": "off"}


def tell(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Of a connection that was just made; a receiver of `connection_created`."""
    if connection.vendor != "postgresql":
        return
    marks = ", ".join(["(%s, %s)"] * len(_SAID))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(p.name, s.value, false) FROM pg_settings AS p "  # noqa: S608 our marks
            f"JOIN (VALUES {marks}) AS s (name, value) ON s.name = p.name WHERE p.source = 'default'",
            [text for said in _SAID.items() for text in said],
        )
