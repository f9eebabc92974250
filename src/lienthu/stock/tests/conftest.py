"""Every test of stock has an empty index of its own; those of counting and weeding have a director."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Person

from lienthu.catalogue.search.backend import get_backend


@pytest.fixture(autouse=True)
def index(hub_folder: Path) -> None:
    get_backend().create()


@pytest.fixture
def home(person: Callable[..., Person]) -> Person:
    """The director of the library that the test is about."""
    return person("HOME", "Thư viện tỉnh An Giang", kind="director")
