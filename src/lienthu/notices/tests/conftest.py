"""A desk, who is in charge there, a sister library's desk, and a reader."""

from collections.abc import Callable

import pytest
from conftest import Person

from lienthu.accounts.models import Role, User
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron


@pytest.fixture
def desk(person: Callable[..., Person]) -> Person:
    """A circulation librarian of our library."""
    return person("DESK", "Thư viện huyện Châu Thành", kind=Role.Kind.CIRCULATION)


@pytest.fixture
def director(desk: Person) -> Person:
    """Who is in charge of our library."""
    user = User.objects.create_user(username="head", password="password of the head", full_name="Trưởng thư viện")
    Role.objects.create(user=user, kind=Role.Kind.DIRECTOR, organisation=desk.library)
    return Person(user, desk.library)


@pytest.fixture
def sister_desk(person: Callable[..., Person]) -> Person:
    """A circulation librarian of another library."""
    return person("OTHER", "Thư viện huyện Cái Bè", kind=Role.Kind.CIRCULATION)


@pytest.fixture
def reader(desk: Person) -> Patron:
    """An adult without email."""
    return patron(desk.library, "Nguyễn Thị Hoa", card="R1", address="12 Lê Lợi, Vĩnh Long")
