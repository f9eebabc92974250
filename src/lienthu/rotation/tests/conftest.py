"""Every test of rotation has an empty index of its own, a rotation officer, a set and a site."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Person

from lienthu.catalogue.models import Copy
from lienthu.catalogue.search.backend import get_backend
from lienthu.rotation.models import BookSet, DepositSite
from lienthu.rotation.tests import builders


@pytest.fixture(autouse=True)
def index(hub_folder: Path) -> None:
    get_backend().create()


@pytest.fixture
def ours(person: Callable[..., Person]) -> Person:
    """The rotation officer of the library that the test is about."""
    return person("OURS", "Thư viện tỉnh An Giang", kind="rotation")


@pytest.fixture
def sister(person: Callable[..., Person]) -> Person:
    return person("SISTER", "Thư viện tỉnh Bến Tre", kind="rotation")


@pytest.fixture
def books(tmp_path: Path, ours: Person) -> list[Copy]:
    """Four titles with three copies each."""
    return builders.shelved(tmp_path, ours, 4)


@pytest.fixture
def box(ours: Person) -> BookSet:
    return builders.box(ours)


@pytest.fixture
def post_office(ours: Person) -> DepositSite:
    return builders.site(ours)
