"""Signing in and out, the staff's desk, and who works where."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts import queries, services
from lienthu.accounts.forms import PersonForm
from lienthu.accounts.models import Role, User
from lienthu.accounts.permissions import demand, require_role
from lienthu.common import navigation, today
from lienthu.common.access import SOMEWHERE
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site

STAFF = "accounts.staff"
WORKPLACES = 40  # shown at once; the rest is found by typing


class SignIn(auth.LoginView):
    """User name and password; back to the page that asked for it."""

    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


class SignOut(auth.LogoutView):
    """By POST only, so that no image or link can sign anybody out."""


class PasswordChange(auth.PasswordChangeView):
    """A new password for oneself; other sessions end."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:home")

    def get_success_url(self) -> str:
        messages.success(self.request, _("Your password is changed."))
        return super().get_success_url()


def _named(organisations: list[Organisation]) -> list[tuple[Organisation, str]]:
    names = federation.names([each.pk for each in organisations], timezone.localdate(), get_language() or "vi")
    return [(each, names[each.pk]) for each in organisations]


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this member of staff today, and what they did last."""
    user = cast(User, request.user)
    library, day = queries.working_library(request), timezone.localdate()
    asked = today.Asked(user, library, queries.working_site(request), day)
    context = {
        "today": day,
        "items": today.items_for(asked),
        "boxes": navigation.quick_boxes_for(user, library),
        "links": navigation.links_for(user),
        "recent": queries.recent_work(user),
    }
    return render(request, "accounts/home.html", context)


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's own roles, and the ways in which one signs in."""
    roles = list(cast(User, request.user).roles.all())
    names = dict(_named([role.organisation for role in roles if role.organisation]))
    context = {"roles": [(role, names[role.organisation] if role.organisation else "") for role in roles]}
    return render(request, "accounts/account.html", context)


@login_required
def working(request: HttpRequest) -> HttpResponse:
    """Choose where one works today: an organisation that a role reaches, and one of its sites."""
    user = cast(User, request.user)
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
        "places": [(place, name, sites.get(place.pk, [])) for place, name in _named(places[:WORKPLACES])],
        "more": len(places) > WORKPLACES,
        "library": queries.working_library(request),
        "site": queries.working_site(request),
    }
    return render(request, "accounts/working.html", context)


def _number(text: str | None) -> list[int]:
    return [int(text)] if text and text.isascii() and text.isdigit() and len(text) < 16 else []


@require_role(STAFF, over=SOMEWHERE)
def people(request: HttpRequest) -> HttpResponse:
    """The staff of the organisations that the user answers for."""
    reached = queries.reach(cast(User, request.user), STAFF, timezone.localdate())
    staff = queries.staff_of(reached)
    over = {role.organisation for _person, roles in staff for role in roles if role.organisation}
    names = {each.pk: name for each, name in _named(list(over))}
    rows = [(person, [(role, names.get(role.organisation_id or 0, "")) for role in roles]) for person, roles in staff]
    return render(request, "accounts/people.html", {"rows": rows})


@require_role(STAFF, over=SOMEWHERE)
def add_person(request: HttpRequest) -> HttpResponseBase:
    """Take somebody on with a role over an organisation that the user answers for."""
    user = cast(User, request.user)
    reached = queries.reach(user, STAFF, timezone.localdate())
    offered = list(Organisation.objects.filter(closed_on=None)) if reached is None else reached
    form = PersonForm(request.POST or None, organisations=_named(offered), whole_hub=reached is None)
    if request.method == "POST" and form.is_valid():
        demand(user, STAFF, form.cleaned_data["organisation"])
        try:
            person = services.create_staff(**form.cleaned_data, actor=user, at=timezone.now())
        except DomainError as refusal:
            form.add_error(str(refusal.context.get("field")), refusal.message)
        else:
            messages.success(request, _("%(name)s can sign in now.") % {"name": person})
            return redirect("accounts:people")
    return render(request, "accounts/person_add.html", {"form": form}, status=200 if not form.errors else 422)


@require_POST
@require_role(STAFF, over=SOMEWHERE)
def take_role(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a role away from somebody."""
    role = get_object_or_404(Role.objects.select_related("user", "organisation"), pk=number)
    user = cast(User, request.user)
    demand(user, STAFF, role.organisation)
    if role.user == user:
        messages.error(request, _("Ask a colleague to take a role from you, so that somebody can give it back."))
        return redirect("accounts:people")
    services.take_role(role=role, actor=user, at=timezone.now())
    messages.success(request, _("The role was taken from %(name)s.") % {"name": role.user})
    return redirect("accounts:people")
