"""The staff of the organisations that one answers for: taking on, roles, closing, helping to sign in."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts import queries, services
from lienthu.accounts.forms import EmailForm, PasswordForm, PersonForm, RoleForm
from lienthu.accounts.models import Role, User
from lienthu.accounts.pages import refused, user_of
from lienthu.accounts.permissions import allowed, answers_for, demand, kinds_to_give, require_role
from lienthu.accounts.views.named import named
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.common.errors import DomainError
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import fold

STAFF = "accounts.staff"
PER_PAGE = 50
HISTORY = 50


@require_role(STAFF, over=SOMEWHERE)
def people(request: HttpRequest) -> HttpResponse:
    """The staff of the organisations that the user answers for, by `?q=` a part of the name."""
    reached = queries.reach(user_of(request), STAFF, timezone.localdate())
    text = request.GET.get("q", "").strip()[:100]
    wanted = fold(text)
    staff = [
        (person, roles)
        for person, roles in queries.staff_of(reached)
        if wanted in fold(person.full_name) or wanted in fold(person.username)
    ]
    page = Paginator(staff, PER_PAGE).get_page(request.GET.get("page"))
    over = {role.organisation for _person, roles in page for role in roles if role.organisation}
    names = {each.pk: name for each, name in named(over)}
    protected = queries.with_second_factor([person.pk for person, _roles in page])
    rows = [
        (person, [(role, names.get(role.organisation_id or 0, "")) for role in roles], person.pk in protected)
        for person, roles in page
    ]
    return render(request, "accounts/people.html", {"rows": rows, "page": page, "text": text})


def _offered(user: User) -> dict[str, Any]:
    """What a form for a role may offer this user."""
    reached = queries.reach(user, STAFF, timezone.localdate())
    offered = list(Organisation.objects.filter(closed_on=None)) if reached is None else reached
    return {"organisations": named(offered), "kinds": kinds_to_give(user), "whole_hub": reached is None}


@require_role(STAFF, over=SOMEWHERE)
def add_person(request: HttpRequest) -> HttpResponseBase:
    """Take somebody on with a role over an organisation that the user answers for."""
    user = user_of(request)
    form = PersonForm(request.POST or None, **_offered(user))
    if request.method == "POST" and form.is_valid():
        demand(user, STAFF, form.cleaned_data["organisation"])
        try:
            person = services.create_staff(**form.cleaned_data, actor=user, at=timezone.now())
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("%(name)s can sign in now.") % {"name": person})
            return redirect("accounts:people")
    return render(request, "accounts/person_add.html", {"form": form}, status=200 if not form.errors else 422)


def _seen(request: HttpRequest, number: int) -> tuple[User, list[Role]]:
    """The person with the roles that the user answers for; page 403 where there is none."""
    person = get_object_or_404(User.objects.prefetch_related("roles__organisation"), pk=number)
    roles = [role for role in person.roles.all() if allowed(request.user, STAFF, role.organisation)]
    if not roles and not allowed(request.user, STAFF, None):
        raise PermissionDenied
    return person, roles


@require_role(STAFF, over=SOMEWHERE)
def person(request: HttpRequest, number: int) -> HttpResponseBase:
    """Somebody's roles, how they sign in, and what was changed about them."""
    shown, roles = _seen(request, number)
    user = user_of(request)
    mine = answers_for(user, shown)
    names = {each.pk: name for each, name in named({role.organisation for role in roles if role.organisation})}
    context = {
        "person": shown,
        "roles": [(role, names.get(role.organisation_id or 0, "")) for role in roles],
        "elsewhere": len(shown.roles.all()) - len(roles),
        "mine": mine,
        "protected": bool(queries.with_second_factor([shown.pk])),
        "waits": queries.waits(shown),
        "role_form": RoleForm(**_offered(user)) if shown != user else None,
        "password_form": PasswordForm(),
        "email_form": EmailForm(initial={"email": shown.email}),
        "entries": audit.entries_of(shown)[:HISTORY] if mine or shown == user else [],
    }
    return render(request, "accounts/person.html", context)


@require_POST
@require_role(STAFF, over=SOMEWHERE)
def give_role(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give somebody one more role; nobody gives one to themselves."""
    shown, _roles = _seen(request, number)
    user = user_of(request)
    if shown == user:
        raise PermissionDenied
    form = RoleForm(request.POST, **_offered(user))
    if form.is_valid():
        demand(user, STAFF, form.cleaned_data["organisation"])
        services.give_role(user=shown, **form.cleaned_data, actor=user, at=timezone.now())
        messages.success(request, _("%(name)s has the role now.") % {"name": shown})
    else:
        messages.error(request, _("Choose a role and an organisation from the lists."))
    return redirect("accounts:person", number)


@require_POST
@require_role(STAFF, over=SOMEWHERE)
def take_role(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a role away from somebody."""
    role = get_object_or_404(Role.objects.select_related("user", "organisation"), pk=number)
    user = user_of(request)
    demand(user, STAFF, role.organisation)
    if role.user == user:
        messages.error(request, _("Ask a colleague to take a role from you, so that somebody can give it back."))
        return redirect("accounts:people")
    services.take_role(role=role, actor=user, at=timezone.now())
    messages.success(request, _("The role was taken from %(name)s.") % {"name": role.user})
    return redirect("accounts:people")


def _about(request: HttpRequest, number: int) -> User:
    """Somebody for whose signing in the user answers; page 403 for anybody else, and for oneself."""
    person, _roles = _seen(request, number)
    if not answers_for(user_of(request), person):
        raise PermissionDenied
    return person


def _act(
    request: HttpRequest, number: int, act: Callable[..., object], said: str, form: forms.Form | None = None
) -> HttpResponse:
    """Do one thing about somebody, with what the form has, and say so; or say what is wrong with it."""
    person = _about(request, number)
    if form is not None and not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("accounts:person", number)
    facts = form.cleaned_data if form else {}
    try:
        act(user=person, actor=user_of(request), at=timezone.now(), **facts)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said % {"name": person})
    return redirect("accounts:person", number)


@require_POST
@require_role(STAFF, over=SOMEWHERE)
def close_account(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody in no more."""
    return _act(request, number, services.close_account, _("The account of %(name)s is closed."))


@require_POST
@require_role(STAFF, over=SOMEWHERE)
def reopen_account(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody in again."""
    return _act(request, number, services.reopen_account, _("%(name)s can sign in again."))


@require_POST
@require_role(STAFF, over=SOMEWHERE)
def reset_second_factor(request: HttpRequest, number: int) -> HttpResponse:
    """Help somebody whose phone is gone."""
    said = _("%(name)s signs in by password alone now, and can add a second factor anew.")
    return _act(request, number, services.reset_second_factor, said)


@require_POST
@require_role(STAFF, over=SOMEWHERE)
def lift_wait(request: HttpRequest, number: int) -> HttpResponse:
    """Help somebody who typed a wrong password too often."""
    return _act(request, number, services.lift_wait, _("%(name)s can try again at once."))


@require_POST
@require_role(STAFF, over=SOMEWHERE)
def set_password(request: HttpRequest, number: int) -> HttpResponse:
    """Help somebody who lost their password."""
    form = PasswordForm(request.POST)
    return _act(request, number, services.set_password, _("%(name)s has a new password."), form)


@require_POST
@require_role(STAFF, over=SOMEWHERE)
def set_email(request: HttpRequest, number: int) -> HttpResponse:
    """Change the address of somebody."""
    return _act(request, number, services.set_email, _("The address of %(name)s is changed."), EmailForm(request.POST))
