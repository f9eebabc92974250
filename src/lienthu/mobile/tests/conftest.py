"""A provincial library with somebody who plans and somebody who drives, and a sister library."""

from collections.abc import Callable

import pytest
from conftest import Person
from django.test import Client


@pytest.fixture
def ours(person: Callable[..., Person]) -> Person:
    """The director of our library, who may plan and drive."""
    return person("OURS", "Thư viện tỉnh Hà Giang", kind="director")


@pytest.fixture
def driver(ours: Person) -> Person:
    """One of the crew, who drives and does not plan."""
    from lienthu.accounts.models import Role, User

    user = User.objects.create_user(username="lai-xe", password="password of the driver", full_name="Hoàng Văn Páo")
    Role.objects.create(user=user, kind="mobile_crew", organisation=ours.library)
    return Person(user, ours.library)


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return sign_in
