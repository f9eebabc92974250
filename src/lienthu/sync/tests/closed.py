"""Pages about our own devices, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person

from . import test_pages


def addresses(ours: Person) -> Iterator[str]:
    yield from test_pages.everything(ours)
