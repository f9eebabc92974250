"""A patron signed in on their own page: in the session, apart from staff, with wrong secrets counted by django-axes.

For rooms above that show patrons something of their own: guard a view by `@own.signed_in` and it is called with the
patron as its second argument.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lienthu.patrons import rules
from lienthu.patrons.errors import SignInRefused
from lienthu.patrons.models import OwnAccess, Patron
from lienthu.patrons.services import access

SESSION: Final = "patron"  # [patron's key, round of their secret]
MUST_CHOOSE: Final = "patron_must_choose"  # came in by a one-time code and has no password of their own yet


def sign_in(request: HttpRequest, *, code: str, secret: str) -> Patron:
    """Sign the patron in whose active card and secret these are. Raises SignInRefused, the same for every reason."""
    tried = {"username": f"patron:{rules.card_code(code)}".lower()}
    if not AxesProxyHandler.is_allowed(request, tried):
        raise SignInRefused("too_often", _("Too many wrong attempts. Wait a quarter of an hour, or ask at the desk."))
    found = access.opens(code, secret, timezone.now())
    if found is None:
        AxesProxyHandler.user_login_failed(sender=__name__, credentials=tried, request=request)
        message = _("Card and secret do not belong together. Ask at the desk for a one-time code.")
        raise SignInRefused("wrong", message)
    patron, with_code = found
    AxesProxyHandler.reset_attempts(username=tried["username"])
    held = access.note_sign_in(patron=patron, at=timezone.now(), with_code=with_code)
    request.session.cycle_key()
    request.session[SESSION] = [patron.pk, held.round]
    request.session[MUST_CHOOSE] = with_code
    return patron


def sign_out(request: HttpRequest) -> None:
    """End the patron's visit; a member of staff who is signed in here stays so."""
    for key in (SESSION, MUST_CHOOSE):
        request.session.pop(key, None)


def choose_password(request: HttpRequest, patron: Patron, password: str) -> None:
    """The patron's new password; this visit goes on, every other one ends."""
    held = access.choose_password(patron=patron, password=password, at=timezone.now())
    request.session[SESSION] = [patron.pk, held.round]
    request.session[MUST_CHOOSE] = False


def patron_of(request: HttpRequest) -> Patron | None:
    """Who is signed in here as a patron; None where nobody is, or no longer."""
    kept = request.session.get(SESSION)
    if not (isinstance(kept, list) and len(kept) == 2):
        return None
    held = (
        OwnAccess.objects.filter(patron=kept[0], round=kept[1], patron__state=Patron.State.ACTIVE)
        .select_related("patron__category", "patron__library", "patron__school_class__school")
        .first()
    )
    return held.patron if held else None


def _first(page: str, request: HttpRequest) -> HttpResponseBase:
    """To that page, which leads on to the one that was asked for."""
    return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Guard a view of a patron's own: others are sent to sign in, and one with a one-time code to choose a password."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        patron = patron_of(request)
        if patron is None:
            return _first("own:sign_in", request)
        if request.session.get(MUST_CHOOSE) and not getattr(view, "choosing", False):
            return _first("own:password", request)
        return view(request, patron, *args, **kwargs)

    return guarded
