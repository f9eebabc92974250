"""One's own day, account and place of work."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from lienthu.accounts import queries
from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import demand
from lienthu.accounts.views.named import named
from lienthu.common import navigation, today
from lienthu.common.audit import things_of
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site

WORKPLACES = 40  # shown at once; the rest is found by typing


def with_mail(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that ends in a message by mail: there is none (404) on a hub without a mail server."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.EMAIL_HOST:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this member of staff today, and what they did last."""
    user = user_of(request)
    library, day = queries.working_library(request), timezone.localdate()
    asked = today.Asked(user, library, queries.working_site(request), day)
    recent = queries.recent_work(user)
    context = {
        "today": day,
        "items": today.items_for(asked),
        "boxes": navigation.quick_boxes_for(user, library),
        "links": navigation.links_for(user),
        "recent": recent,
        "things": things_of(recent),
    }
    return render(request, "accounts/home.html", context)


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's own roles, and the ways in which one signs in."""
    user = user_of(request)
    roles = list(user.roles.all())
    names = dict(named([role.organisation for role in roles if role.organisation]))
    factors = queries.second_factors(user)
    by_type = {factor.type: factor for factor in factors}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "roles": [(role, names[role.organisation] if role.organisation else "") for role in roles],
        "app": by_type.get(Authenticator.Type.TOTP),
        "passkeys": [factor for factor in factors if factor.type == Authenticator.Type.WEBAUTHN],
        "codes": codes,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "asked": settings.SECOND_FACTOR != "off" and queries.lacks_second_factor(user),
    }
    return render(request, "accounts/account.html", context)


@login_required
def working(request: HttpRequest) -> HttpResponse:
    """Choose where one works today: an organisation that a role reaches, and one of its sites."""
    user = user_of(request)
    asked = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST":
        library = get_object_or_404(Organisation, code=request.POST.get("library", ""))
        demand(user, queries.MEMBER, library)
        day = timezone.localdate()
        site = federation.sites_of([library.pk], day).filter(pk__in=_number(request.POST.get("site"))).first()
        request.session[queries.LIBRARY_CHOSEN] = library.pk
        request.session[queries.SITE_CHOSEN] = site.pk if site else None
        safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
        return redirect(asked if safe else "accounts:home")
    text = request.GET.get("q", "").strip()[:100]
    places = queries.workplaces(user, text, WORKPLACES + 1)
    sites: dict[int, list[Site]] = {}
    for site in federation.sites_of([place.pk for place in places], timezone.localdate()):
        sites.setdefault(site.organisation_id, []).append(site)
    context = {
        "text": text,
        "next": asked,
        "places": [(place, name, sites.get(place.pk, [])) for place, name in named(places[:WORKPLACES])],
        "more": len(places) > WORKPLACES,
        "library": queries.working_library(request),
        "site": queries.working_site(request),
    }
    return render(request, "accounts/working.html", context)


def _number(text: str | None) -> list[int]:
    return [int(text)] if text and text.isascii() and text.isdigit() and len(text) < 16 else []
