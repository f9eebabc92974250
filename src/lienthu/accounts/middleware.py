"""Where the hub requires a second factor of a role, nothing of the staff side opens before it is there."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu.accounts.queries import lacks_second_factor

# What one needs to add a factor, or to leave: names of addresses in `sign_in_urls`.
OPEN: Final = ("account_", "mfa_")


class SecondFactorMiddleware:
    """With LIENTHU_SECOND_FACTOR=require, directors and system administrators without one are led to add it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Nothing where all is well; else the way to one's account."""
        if settings.SECOND_FACTOR != "require" or not request.path.startswith(reverse("accounts:home")):
            return None
        match = request.resolver_match
        if match and not match.namespaces and (match.url_name or "").startswith(OPEN):
            return None
        if not request.user.is_authenticated or not lacks_second_factor(request.user):
            return None
        messages.warning(request, _("Your role requires a second factor. Add one here, then go on."))
        return redirect("mfa_index")
