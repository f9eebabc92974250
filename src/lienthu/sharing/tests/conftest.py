"""Three members of a federation, each with an empty index beneath."""

from collections.abc import Callable

import pytest
from conftest import Person

from lienthu.catalogue.search.backend import get_backend


@pytest.fixture(autouse=True)
def index(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("hub_folder")
        get_backend().create()


@pytest.fixture
def giver(person: Callable[..., Person]) -> Person:
    return person("QT", "Thư viện tỉnh Quảng Trị", kind="director")


@pytest.fixture
def island(person: Callable[..., Person]) -> Person:
    return person("CONCO", "Thư viện huyện đảo Cồn Cỏ", kind="director")
