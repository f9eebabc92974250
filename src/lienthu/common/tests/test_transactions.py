"""Work on very many rows leaves gaps in which others write."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lienthu.common import transactions
from lienthu.common.models import Job

AT = datetime.datetime(2026, 1, 5, 8, 0, tzinfo=datetime.UTC)


def test_many_rows_are_changed_a_few_in_each_transaction(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "AT_ONCE", 2)
    Job.objects.bulk_create(Job(kind="old" if number != 3 else "new", asked_at=AT) for number in range(6))
    with CaptureQueriesContext(connection) as asked:
        assert transactions.update_in_turns(Job.objects.filter(kind="old"), kind="seen") == 5
    assert sum(each["sql"].startswith("UPDATE") for each in asked) == 3
    assert sorted(Job.objects.values_list("kind", flat=True)) == ["new", *["seen"] * 5]
