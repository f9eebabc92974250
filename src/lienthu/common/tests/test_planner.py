"""What each connection to PostgreSQL is told."""

import pytest
from django.db import connection

from lienthu.common import planner

pytestmark = pytest.mark.django_db


def test_a_connection_tells_the_planner_that_rows_are_cheap_to_look_up_unless_the_server_says_otherwise() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such settings")
    with connection.cursor() as cursor:
        cursor.execute("SHOW random_page_cost")
        assert cursor.fetchone() == ("1.1",)
        cursor.execute("SET random_page_cost = 3")  # as an administrator may have it
        planner.tell(connection)
        cursor.execute("SHOW random_page_cost")
        assert cursor.fetchone() == ("3",)
        cursor.execute("RESET random_page_cost")
        planner.tell(connection)
