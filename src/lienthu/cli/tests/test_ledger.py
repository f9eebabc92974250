"""`ledger rebuild`."""

import json
from datetime import UTC, datetime

import pytest

from lienthu.cli import frame
from lienthu.ledger import checks, services
from lienthu.ledger.models import DailySum, Kind


@pytest.mark.django_db
def test_sums_are_made_anew_and_how_many_events_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    visit = services.Activity(kind=Kind.VISIT, at=datetime(2026, 1, 3, 3, tzinfo=UTC), host=1, quantity=5)
    services.append(visit, actor=None)
    DailySum.objects.all().delete()
    arguments = frame.parser().parse_args(["ledger", "rebuild", "--json"])
    assert arguments.run(arguments) == 0
    assert json.loads(capsys.readouterr().out)["events"] == 1
    assert list(checks.problems()) == []
