"""What happens to a request before the rest of the house: files, pages that are ready, whose site it is, who reads.

It stands outside of compression and sessions: what is kept here is sent again as it is.
"""

import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from lienthu.accounts.throttle import address_of
from lienthu.website import known, rules
from lienthu.website.models.addresses import host_of
from lienthu.website.services import counting

PAGES: Final = "pages"  # the cache that keeps whole answers
GRACE: Final = 10  # seconds in which a page that is made anew must be done
FILES: Final = re.compile(r"^/tep/(website/(?:renditions|documents)/[\w-]+\.(webp|jpg|png|pdf))\Z")
TYPES: Final = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
FOR_EVER: Final = "public, max-age=31536000, immutable"  # a file's name is never used again
UNCOUNTED: Final = re.compile(r"^/(en/)?(staff|kiosk|may|diem|bao-cao|health)\b")


class WebsiteMiddleware:
    """Serves the sites' files, keeps whole pages for a minute, tells the site by the host name, and counts readers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(settings.MEDIA_URL):
            return _file(request)
        if UNCOUNTED.match(request.path):  # the same on every host name: no site is asked for
            return self.get_response(request)
        site = known.of_host(host_of(request))
        if site is not None:
            request.urlconf = "lienthu.host_urls"
            request.site_known = site  # type: ignore[attr-defined]
        key = _key(request)
        kept = _ready(key)
        if kept is not None:
            response: HttpResponseBase = HttpResponse(kept["body"], headers=kept["headers"])
            _count(request, response, kept["site"])
            return response
        response = self.get_response(request)
        number = getattr(request, "counted_for", None) or (site.pk if site else None)
        if number is None and (main := known.main()) is not None:
            number = main.pk
        if key:
            _keep(key, response, number)
        _count(request, response, number)
        return response


def _key(request: HttpRequest) -> str:
    """Under what an answer to this request is kept; "" where it is not everybody's."""
    if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES or "HX-Request" in request.headers:
        return ""
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    host = request.META.get("HTTP_HOST", "")
    asked = f"{request.scheme}|{host}|{zipped}|{request.get_full_path()}"
    return f"{known.stamp()}.{hashlib.blake2b(asked.encode(), digest_size=20).hexdigest()}"


def _ready(key: str) -> dict[str, Any] | None:
    """What is kept under the key. Once its time is over, the first who asks makes it anew, and who comes meanwhile
    gets it still: two hundred readers of a first page must not all make it at once."""
    kept: dict[str, Any] | None = caches[PAGES].get(key) if key else None
    if kept and time.monotonic() > kept["until"] and caches[PAGES].add(f"{key}.anew", 1, GRACE):
        return None
    return kept


def _keep(key: str, response: HttpResponseBase, site: int | None) -> None:
    """Where the view said that it may be (`keep_for`, in seconds), and nothing in it is one reader's own."""
    seconds = getattr(response, "keep_for", 0)
    if seconds and isinstance(response, HttpResponse) and response.status_code == 200 and not response.cookies:
        until = time.monotonic() + seconds
        kept = {"body": response.content, "headers": dict(response.headers), "site": site, "until": until}
        caches[PAGES].set(key, kept, seconds + GRACE)
        caches[PAGES].delete(f"{key}.anew")


def _count(request: HttpRequest, response: HttpResponseBase, site: int | None) -> None:
    is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
    if site is None or not is_page or request.method != "GET":
        return
    agent = request.headers.get("User-Agent", "")
    if rules.is_robot(agent) or "HX-Request" in request.headers or getattr(request, "is_dummy", False):
        return
    counting.seen(site=site, address=address_of(request) or "", agent=agent, at=timezone.now())
    counting.write_down_if_due()


def _file(request: HttpRequest) -> HttpResponseBase:
    """A rendition or a document of a site; what else lies below the uploads is not there for anybody here."""
    found = FILES.match(request.path)
    path = Path(settings.UPLOADS) / found[1] if found else None
    if found is None or path is None or request.method not in ("GET", "HEAD") or not path.is_file():
        return HttpResponse(status=404, content_type="text/plain")
    headers = {"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"}
    return FileResponse(path.open("rb"), content_type=TYPES[found[2]], headers=headers)
