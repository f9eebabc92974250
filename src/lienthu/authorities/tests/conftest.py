"""Every test of the headings has an empty index of its own."""

from pathlib import Path

import pytest

from lienthu.catalogue.search.backend import get_backend


@pytest.fixture(autouse=True)
def index(hub_folder: Path) -> None:
    get_backend().create()
