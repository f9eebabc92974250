"""A cache that all processes of a machine see, in files of the hub's folder: what is counted of sign-ins and codes.

django-allauth and Wagtail keep small things in Django's default cache: how often an address tried, which code was used
already, where sites begin. In a process's own memory each would know its own tries only. `throttle` keeps there how
often somebody sent a form. Several machines count each for itself.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.filebased import FileBasedCache

FOLDER: Final = "cache"


class MachineCache(FileBasedCache):
    """Django's cache in files, in the hub's folder, and `add` by one process at a time: allauth locks with it."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        BaseCache.__init__(self, params)

    @property
    def _dir(self) -> str:
        """LOCATION, which the settings name for Django's checks, wherever a test puts the hub."""
        return str(Path(settings.HOME) / FOLDER)

    def add(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        with alone():
            return super().add(key, value, timeout, version)

    def sweep(self) -> None:
        """Remove what is no longer good; Django does it only with what is asked for again."""
        for name in self._list_cache_files():  # type: ignore[attr-defined]
            with suppress(FileNotFoundError), Path(name).open("rb") as kept:
                self._is_expired(kept)  # type: ignore[attr-defined]


@contextmanager
def alone() -> Iterator[None]:
    """One process, and one thread, at a time: for what is read and written again."""
    folder = Path(settings.HOME) / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(folder / "adding", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)) as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
