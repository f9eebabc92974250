"""The pages of a device that works without a network: one page, its service worker, its manifest."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lienthu.common import offline
from lienthu.sync import device_words

EDGE: Final = Path(__file__).resolve().parent.parent / "static" / "sync" / "edge"
# What the page needs beside its own modules.
SHARED: Final = (
    *offline.COMMON,
    "circulation/desk.css",
    "sync/css/device.css",
    "common/icons/mark-192.png",
    "common/icons/mark-maskable-192.png",
)
fresh = cache_control(no_cache=True)


def module(name: str) -> str:
    """The address of a module. Modules name each other, so they keep their names when files are gathered."""
    return f"{settings.STATIC_URL}sync/edge/{name}"


def _modules() -> list[str]:
    return sorted(path.name for path in EDGE.glob("*.js"))


def _page() -> dict[str, object]:
    """What the page is made of: nothing of it depends on who asks, or when."""
    minutes = timezone.localtime().utcoffset()
    return {
        "words": device_words.words(),
        "facts": {
            "api": "/may/api/",
            "worker": reverse("device:worker"),
            "offset": int(minutes.total_seconds() // 60) if minutes is not None else 0,
            "language": get_language(),
        },
        "main": module("main.js"),
    }


@require_safe
@fresh
def shell(request: HttpRequest) -> HttpResponse:
    """The whole desk as one page; its scripts show the part that is needed. Sent the same to everybody."""
    return render(request, "sync/device/shell.html", _page())


@require_safe
@fresh
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the desk among its own programs."""
    icons = [
        {"src": staticfiles_storage.url(f"common/icons/mark{kind}-{size}.png"), "sizes": f"{size}x{size}"}
        | ({"purpose": "maskable"} if kind else {})
        | {"type": "image/png"}
        for kind in ("", "-maskable")
        for size in (192, 512)
    ]
    here = reverse("device:shell")
    answer = {
        "id": here,
        "start_url": here,
        "scope": here,
        "name": _("Liên Thư – travelling desk"),
        "short_name": _("Travelling desk"),
        "lang": get_language(),
        "display": "standalone",
        "background_color": "#f4f3ec",
        "theme_color": "#0f2f2a",
        "icons": icons,
    }
    return JsonResponse(answer, content_type="application/manifest+json")


@require_safe
@fresh
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of what it keeps; another list or another file makes it a new one."""
    page = render_to_string("sync/device/shell.html", _page(), request)
    more = [*(module(name) for name in _modules()), reverse("device:manifest")]
    return offline.worker(shell=reverse("device:shell"), files=SHARED, more=more, said=f"{_contents()}{page}")


@lru_cache(maxsize=1)
def _contents() -> str:
    """A digest of the modules as they are in this release."""
    kept = hashlib.sha256()
    for path in sorted(EDGE.glob("*.js")):
        kept.update(path.read_bytes())
    return kept.hexdigest()
