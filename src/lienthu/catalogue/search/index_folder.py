"""The folder of an embedded index: generations side by side, one of them current, one writer at a time.

index/
  current → g-1f3a…      replaced in one step when a rebuild is done
  g-1f3a…/               an index of the engine, and lienthu.json with the schema it was built by
  writer.lock            held by whoever writes
"""

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from lienthu.catalogue.search.backend import IndexBusy, IndexMissing, IndexOutdated

_MARKER = "lienthu.json"
_LOCK_POLL = 0.01  # seconds between two tries to become the writer


class Signature(NamedTuple):
    """Changes when a commit or a rebuild has happened; one stat to find out."""

    meta: int
    changed_at: int
    size: int


class IndexFolder:
    def __init__(self, place: Path, schema: int, *, patience: float = 60.0) -> None:
        self.place = place
        self.schema = schema
        self.patience = patience  # seconds to wait for another writer
        self.current = place / "current"
        self._meta = str(self.current / "meta.json")

    def signature(self) -> Signature:
        """Of the current generation. Raises IndexMissing when there is none."""
        try:
            meta = os.stat(self._meta)  # noqa: PTH116 - on the path of every search
        except OSError as error:
            raise self.missing() from error
        return Signature(meta.st_ino, meta.st_mtime_ns, meta.st_size)

    def resolved(self) -> Path:
        """The folder of the current generation, checked for its schema. Raises IndexMissing, IndexOutdated."""
        try:
            folder = self.current.resolve(strict=True)
            marker = json.loads((folder / _MARKER).read_text())
        except (OSError, ValueError) as error:
            raise self.missing() from error
        if not isinstance(marker, dict) or marker.get("schema") != self.schema:
            raise IndexOutdated(
                "index_outdated",
                _("The search index was built by another version of the program. Run ./lienthu reindex."),
                path=str(self.place),
            )
        return folder

    def missing(self) -> IndexMissing:
        return IndexMissing(
            "index_missing",
            _("The search index in %(path)s is missing or cannot be read. Run ./lienthu reindex.")
            % {"path": self.place},
            path=str(self.place),
        )

    def _busy(self) -> IndexBusy:
        return IndexBusy(
            "index_busy",
            _("Another process has been writing to the search index for over %(seconds)d seconds. Try again later.")
            % {"seconds": self.patience},
        )

    def new_generation(self) -> Path:
        """An empty folder with its marker, not current yet."""
        folder = self.place / f"g-{secrets.token_hex(6)}"
        folder.mkdir(parents=True)
        (folder / _MARKER).write_text(json.dumps({"schema": self.schema}))
        return folder

    def make_current(self, folder: Path) -> None:
        """Put a generation in the place of the current one, then remove all others. Needs the writer's lock."""
        link = self.place / f"current-{folder.name}"
        link.symlink_to(folder.name)
        link.replace(self.current)
        for other in self.place.glob("g-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def writing(self, patience: float | None = None) -> Iterator[None]:
        """Hold the writer's lock; waits `patience` seconds (else the folder's own) for another, then raises IndexBusy.

        The kernel lets go of it when the process ends, however it ends.
        """
        self.place.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.place / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            until = time.monotonic() + (self.patience if patience is None else patience)
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError as error:
                    if time.monotonic() >= until:
                        raise self._busy() from error
                    time.sleep(_LOCK_POLL)
            yield
        finally:
            os.close(descriptor)
