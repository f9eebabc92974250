"""A desk, who is in charge there, a sister library's desk, and a reader."""

from collections.abc import Callable

import pytest
from conftest import Person, colleague

from lienthu.accounts.models import Role
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron


@pytest.fixture
def desk(person: Callable[..., Person]) -> Person:
    """A circulation librarian of our library."""
    return person("DESK", "Thư viện huyện Châu Thành", kind=Role.Kind.CIRCULATION)


@pytest.fixture
def director(desk: Person) -> Person:
    """Who is in charge of our library."""
    return colleague(desk, Role.Kind.DIRECTOR, "head", "Trưởng thư viện")


@pytest.fixture
def sister_desk(person: Callable[..., Person]) -> Person:
    """A circulation librarian of another library."""
    return person("OTHER", "Thư viện huyện Cái Bè", kind=Role.Kind.CIRCULATION)


@pytest.fixture
def reader(desk: Person) -> Patron:
    """An adult without email."""
    return patron(desk.library, "Nguyễn Thị Hoa", card="R1", address="12 Lê Lợi, Vĩnh Long")
