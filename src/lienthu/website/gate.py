"""The one door to Wagtail's pages: roles first, and a policy of contents of their own."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse

from lienthu.accounts.models import User
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.website.permissions import WRITE
from lienthu.website.services import rights

# Wagtail's own ways to sign in, to passwords and to users; the house has one of each, and only one.
SHUT: Final = ("login/", "logout/", "password_reset/", "account/", "users/", "groups/", "failwhale/", "test404/",
               "workflows/add", "workflows/edit", "workflows/tasks/add", "workflows/tasks/edit", "collections/",
               "sites/", "locales/", "reports/site-history/")  # fmt: skip
# Of what is written into the editor's pages, only calls of this form run, each by its hash: they tell which of the
# editor's own scripts a field wants. Nothing else does: docs/website.md.
CALL: Final = re.compile(
    r"<script>(\s*(?:new \w+Chooser|init\w+Chooser)\(\"[\w-]+\", (?:\{[^<]*\}|null)\);\s*)</script>"
)
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'{calls}",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # places of what floats over the page; no sheets, and nothing that runs
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)


def policy_for(response: HttpResponse) -> str:
    """The policy of a page of the editor, with the hashes of the calls in it."""
    is_page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
    calls = CALL.findall(response.content.decode(response.charset)) if is_page else []
    hashes = {b64encode(hashlib.sha256(call.encode()).digest()).decode() for call in calls}
    return POLICY.format(calls="".join(f" 'sha256-{digest}'" for digest in sorted(hashes)))


class GateMiddleware:
    """Lets nobody to Wagtail's pages whom no role lets write on a site, and keeps their groups in step before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "at_gate", False):
            # What the editor frames is a draft, drawn under the public pages' own policy but for who may frame it.
            framed = "frame-ancestors 'self'"
            own = response.headers.get("Content-Security-Policy")
            response.headers["Content-Security-Policy"] = (
                own.replace("frame-ancestors 'none'", framed) if own else policy_for(response)
            )
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        try:
            door = reverse("wagtailadmin_home")
        except NoReverseMatch:  # these addresses have no editor behind them
            return None
        if not request.path.startswith(door):
            return None
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        if request.user.is_superuser or not allowed(request.user, WRITE, SOMEWHERE):
            raise PermissionDenied
        behind = request.path.removeprefix(door)
        if behind.startswith("account/"):
            return HttpResponseRedirect(reverse("mfa_index"))
        if behind.startswith(SHUT):
            raise Http404
        request.at_gate = True  # type: ignore[attr-defined]
        rights.keep_in_step(user=request.user)
        return None
