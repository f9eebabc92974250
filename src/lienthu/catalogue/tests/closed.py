"""Pages about our own imports, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person

from . import test_pages


def addresses(ours: Person) -> Iterator[str]:
    found = test_pages.addresses(ours)
    yield from (found[name] for name in ("upload", "run", "profile", "reject_bytes", "rejects_bytes"))
