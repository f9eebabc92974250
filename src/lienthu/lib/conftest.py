"""What is free of Django needs no hub, and no folder of one made and forgotten for each of its many tests."""

import pytest


@pytest.fixture(autouse=True)
def hub_folder() -> None:
    """None: in place of the folder that every test of the hub has."""
