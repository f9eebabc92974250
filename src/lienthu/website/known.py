"""Which sites there are, known for a second: asked with every request, so not asked of the database each time."""

from typing import Final, NamedTuple

from django.core.cache import caches
from django.db import transaction

from lienthu.website.models import PublicSite

CACHE: Final = "process"
KEY: Final = "website.sites"
SECONDS: Final = 1  # a change by another process is seen after that at the latest


class Known(NamedTuple):
    pk: int
    code: str
    host_name: str
    version: int
    is_main: bool


def sites() -> list[Known]:
    found: list[Known] | None = caches[CACHE].get(KEY)
    if found is None:
        rows = PublicSite.objects.values_list("pk", "code", "host_name", "version", "is_main")
        found = [Known(*row) for row in rows]
        caches[CACHE].set(KEY, found, SECONDS)
    return found


def forget() -> None:
    """After a change, at once in this process."""
    caches[CACHE].delete(KEY)
    transaction.on_commit(lambda: caches[CACHE].delete(KEY))


def stamp() -> int:
    """A number that grows with every change on any site."""
    return sum(site.version for site in sites())


def of_host(host: str) -> Known | None:
    return next((site for site in sites() if site.host_name and site.host_name == host), None)


def main() -> Known | None:
    return next((site for site in sites() if site.is_main), None)
