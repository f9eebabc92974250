"""Our library with its director, and a count of visitors in the ledger."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from conftest import Person

from lienthu.ledger.models import AgeBand, Event
from lienthu.visits.services import counts

CAME = datetime(2026, 1, 5, 3, tzinfo=UTC)


@pytest.fixture
def ours(person: Callable[..., Person]) -> Person:
    return person("OURS", "Thư viện tỉnh Lạng Sơn", kind="director")


def visitors(ours: Person, quantity: int = 12) -> Event:
    counts.write_in(
        library=ours.library, site=None, age_band=AgeBand.CHILD, quantity=quantity, reason="đếm trên giấy",
        came_at=CAME, actor=ours.user, at=CAME,
    )  # fmt: skip
    return Event.objects.latest("id")
