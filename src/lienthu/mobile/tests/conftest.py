"""A provincial library with somebody who plans and somebody who drives, and a sister library."""

from collections.abc import Callable

import pytest
from conftest import Person, colleague


@pytest.fixture
def ours(person: Callable[..., Person]) -> Person:
    """The director of our library, who may plan and drive."""
    return person("OURS", "Thư viện tỉnh Hà Giang", kind="director")


@pytest.fixture
def driver(ours: Person) -> Person:
    """One of the crew, who drives and does not plan."""
    return colleague(ours, "mobile_crew", "lai-xe", "Hoàng Văn Páo")
