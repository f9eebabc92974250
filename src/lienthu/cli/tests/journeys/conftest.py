"""A journey has an index of its own and a clock that it puts on."""

from pathlib import Path

import pytest
from django.utils import timezone

from lienthu.catalogue.search.backend import get_backend
from lienthu.cli.tests.journeys.story import Clock


@pytest.fixture(autouse=True)
def index(hub_folder: Path) -> None:
    get_backend().create()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time that every part of the hub goes by."""
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made
