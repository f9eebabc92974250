import pytest
from django.db import connection

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.common.upkeep import JOB, count_again


@pytest.mark.django_db
def test_the_worker_has_the_database_count_its_rows_again_once_a_day() -> None:
    assert not counted("common_job")
    jobs.do_chores()
    jobs.do_chores()
    asked = Job.objects.filter(kind=JOB)
    assert asked.count() == 1
    count_again()
    assert counted("common_job")


def counted(table: str) -> bool:
    """Whether the database knows how many rows the table has."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
            if cursor.fetchone() == (0,):
                return False
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = %s", [table])
        else:
            cursor.execute("SELECT COUNT(*) FROM pg_class WHERE relname = %s AND reltuples > 0", [table])
        return bool(cursor.fetchone()[0])
