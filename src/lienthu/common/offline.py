"""A page that opens without a network: its service worker, which is one script and a list of what the page needs."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse

SCRIPT: Final = Path(__file__).resolve().parent / "static" / "common" / "js" / "worker.js"
# What every page for staff needs, beside its own; each under the name that its references have.
COMMON: Final = (
    "common/css/tokens.css",
    "common/css/elements.css",
    "common/css/components.css",
    "common/css/staff.css",
    "common/fonts/be-vietnam-pro-400.woff2",
    "common/fonts/be-vietnam-pro-600.woff2",
    "common/fonts/newsreader-500.woff2",
    "common/js/theme.js",
    "common/js/common.js",
    "common/js/camera.js",
    "common/icons/mark.svg",
)


def worker(
    *, shell: str, files: Sequence[str], more: Sequence[str] = (), said: str = "", of_person: bool = False,
    until: datetime | None = None,
) -> HttpResponse:  # fmt: skip
    """The service worker of the page at `shell`; another list or another file makes it a new one.

    `files`: static files by name, `more`: whole addresses, `said`: what else makes it a new one. `of_person`: the page
    is made for who is signed in, so the network is asked first; `until`: when what was kept of it is dropped.
    """
    listed = [*(staticfiles_storage.url(name) for name in files), *more]
    version = hashlib.sha256(f"{_digest(tuple(files))}{listed}{of_person}{until}{said}".encode()).hexdigest()[:16]
    ends = int(until.timestamp() * 1000) if until else None
    facts = {"VERSION": version, "SHELL": shell, "FILES": listed, "FRESH": of_person, "UNTIL": ends}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in facts.items())
    return HttpResponse(head + SCRIPT.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")


@lru_cache
def _digest(names: tuple[str, ...]) -> str:
    """Of these static files and the script, as they are in this release."""
    kept = hashlib.sha256(SCRIPT.read_bytes())
    for name in names:
        found = finders.find(name)
        if found is None:
            raise LookupError(f"there is no static file {name}")
        kept.update(Path(found).read_bytes())
    return kept.hexdigest()
