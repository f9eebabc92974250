"""Two desks of two libraries, and their directors."""

from collections.abc import Callable

import pytest
from conftest import Person, colleague


@pytest.fixture
def ours(person: Callable[..., Person]) -> Person:
    """The librarian at the library that the test is about."""
    return person("OURS", "Thư viện huyện Châu Thành", kind="circulation")


@pytest.fixture
def sister(person: Callable[..., Person]) -> Person:
    """The librarian of another library."""
    return person("SISTER", "Thư viện huyện Ba Tri", kind="circulation")


@pytest.fixture
def head(ours: Person) -> Person:
    """The director of our library."""
    return colleague(ours, "director", "head", "Trưởng thư viện")
