"""The director of a library that begins with this program, and of a sister library."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Person

from lienthu.accounts.models import Role
from lienthu.catalogue.search.backend import get_backend
from lienthu.patrons.tests.builders import category


@pytest.fixture(autouse=True)
def index(hub_folder: Path) -> None:
    get_backend().create()


@pytest.fixture
def ours(person: Callable[..., Person]) -> Person:
    """Has the categories Người lớn and Thiếu nhi."""
    found = person("OURS", "Thư viện huyện Châu Thành", kind=Role.Kind.DIRECTOR)
    category(found.library, age_from=16)
    category(found.library, "child", age_to=15)
    return found


@pytest.fixture
def sister(person: Callable[..., Person]) -> Person:
    return person("SISTER", "Thư viện huyện Ba Tri", kind=Role.Kind.DIRECTOR)
