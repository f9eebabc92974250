"""An event of ours, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person

from .conftest import visitors


def addresses(ours: Person) -> Iterator[str]:
    yield f"/staff/ledger/{visitors(ours).pk}/"
