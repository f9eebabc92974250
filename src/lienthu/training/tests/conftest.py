"""Every test of training with a database has a director of our library."""

from collections.abc import Callable

import pytest
from conftest import Person


@pytest.fixture
def ours(person: Callable[..., Person]) -> Person:
    return person("OURS", "Thư viện tỉnh An Giang", kind="director")
