"""What is looked after once a day: what a database knows of its own tables, by which it chooses its ways through them,
and files that are no longer good.

PostgreSQL counts again by itself only when a tenth of a table has changed. A hub that took in five million old loans
would go on believing for months that hardly any is open, and read all that are for a question about one reader. SQLite
never counts by itself.
"""

from typing import Final

from django.core.cache import caches
from django.db import connection

from lienthu.common import jobs
from lienthu.common.machine_cache import MachineCache
from lienthu.common.models import Job

JOB: Final = "common.upkeep"
ROWS: Final = 1_000  # of each index of SQLite: near enough to choose by


@jobs.chore
def look_after_the_database() -> None:
    """Once a day."""
    jobs.once_a_day(JOB)


@jobs.handler(JOB)
def upkeep(_job: Job) -> None:
    count_again()
    sweep()


def sweep() -> None:
    """Files of this machine that nobody will ask for again: of addresses that tried to sign in once."""
    kept = caches["default"]
    if isinstance(kept, MachineCache):
        kept.sweep()


def count_again() -> None:
    """Nobody waits for it: it looks at samples, half a second of a million copies and five million loans."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {ROWS}")
        cursor.execute("ANALYZE")
