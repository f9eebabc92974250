"""Who acts for the federation of the delta."""

from collections.abc import Callable

import pytest
from conftest import Person

from lienthu.accounts.models import Role


@pytest.fixture
def secretary(person: Callable[..., Person]) -> Person:
    """With a hand over the whole hub."""
    found = person("VAN-PHONG", "Văn phòng Liên hiệp", kind=Role.Kind.SECRETARY)
    found.user.roles.update(organisation=None)
    return found
