"""Headers that every answer carries; and requests that are begun again."""

import logging
import re
from collections.abc import Callable
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from lienthu.common.transactions import again_if_in_the_way, gave_way

READS: Final = re.compile(r"[\s(]*(?:SELECT|WITH(?!.*\b(?:INSERT|UPDATE|DELETE)\b))", re.DOTALL)
logger = logging.getLogger(__name__)

# Everything a page needs comes from us; nothing runs that is written into the page itself. `data:` is for the small
# drawings inside stylesheets. A page of documents or images from elsewhere would need its own, wider policy.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# A reader may share where they are with our own pages, for "nearest first", and a librarian may scan with the camera of
# a phone; nobody else may ask, and nothing else.
PERMISSIONS = "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()"


class SecurityHeadersMiddleware:
    """Adds Content-Security-Policy and Permissions-Policy where the view has not set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class AgainMiddleware:
    """On PostgreSQL a request that had to give way to another transaction (`transactions.gave_way`) is begun again.

    Only where nothing is lost or done twice by it: the transaction that was ended is the only one in which the request
    has written. Each view calls one service, so this is what happens; another view's error goes on as ever.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if connection.vendor != "postgresql":
            return self.get_response(request)
        request.written = written = Written()  # type: ignore[attr-defined]
        with connection.execute_wrapper(written):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        written: Written | None = getattr(request, "written", None)
        match = request.resolver_match
        if written is None or match is None or not (written.once and gave_way(error)):
            return None

        def view() -> HttpResponseBase:
            written.forget()
            for _name, files in request.FILES.lists():
                for file in files:
                    file.seek(0)
            answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
            return answer

        logger.warning("%s %s gave way to another transaction and is begun again", request.method, request.path)
        return again_if_in_the_way(view, lambda: written.once)


class Written:
    """Hears of each statement, and knows in how many transactions something was written."""

    def __init__(self) -> None:
        self._blocks: list[object] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *told: Any) -> Any:
        if not READS.match(sql):
            block = next(iter(told[-1]["connection"].atomic_blocks), None)
            if not self._blocks or self._blocks[-1] is not block:
                self._blocks.append(block)
        return execute(sql, *told)

    @property
    def once(self) -> bool:
        """In one at most; outside of any, each statement stands for itself."""
        return len(self._blocks) < 2 and None not in self._blocks

    def forget(self) -> None:
        """What was written is rolled back."""
        self._blocks.clear()
