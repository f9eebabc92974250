"""Pages about our own vehicles, stops and trips, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person

from . import test_pages


def addresses(ours: Person) -> Iterator[str]:
    pages = test_pages.everything(ours)
    yield from (address for address in pages if any(part.isdigit() for part in address.split("/")))
