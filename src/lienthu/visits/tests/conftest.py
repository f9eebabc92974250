"""Two desks of two libraries, and their directors."""

from collections.abc import Callable

import pytest
from conftest import Person
from django.test import Client


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
    from lienthu.accounts.models import Role, User

    user = User.objects.create_user(username="head", password="password of the head", full_name="Trưởng thư viện")
    Role.objects.create(user=user, kind="director", organisation=ours.library)
    return Person(user, ours.library)


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return sign_in
