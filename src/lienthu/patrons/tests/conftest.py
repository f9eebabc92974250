"""A librarian of each of two libraries, and one in charge."""

from collections.abc import Callable

import pytest
from conftest import Person

from lienthu.accounts.models import Role


@pytest.fixture
def desk(person: Callable[..., Person]) -> Person:
    """A circulation librarian of our library."""
    return person("DESK", "Thư viện huyện Châu Thành", kind=Role.Kind.CIRCULATION)


@pytest.fixture
def sister_desk(person: Callable[..., Person]) -> Person:
    """A circulation librarian of another library."""
    return person("OTHER", "Thư viện huyện Cái Bè", kind=Role.Kind.CIRCULATION)


@pytest.fixture
def director(person: Callable[..., Person]) -> Person:
    """The director of a third library."""
    return person("HEAD", "Thư viện tỉnh Vĩnh Long", kind=Role.Kind.DIRECTOR)
