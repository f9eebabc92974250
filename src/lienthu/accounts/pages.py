"""What views of every room do alike: who asks and when, whose row it is, and a refusal said where it belongs."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise

from lienthu.accounts.models import User
from lienthu.accounts.permissions import demand
from lienthu.accounts.queries import working_library
from lienthu.common.errors import DomainError
from lienthu.federation.models import Organisation

Row = TypeVar("Row", bound=Model)


def library_of(request: HttpRequest) -> Organisation:
    """Where the person works; the view stands behind `at_work`, so there is one."""
    return cast(Organisation, working_library(request))


def user_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def by(request: HttpRequest) -> dict[str, Any]:
    """Who does it and when, as the services take it."""
    return {"actor": user_of(request), "at": timezone.now()}


def own_row(request: HttpRequest, model: type[Row], number: int, right: str, library: str = "library") -> Row:
    """A row of a library over which the person has the right; page 404 where there is none, 403 for another's."""
    row = get_object_or_404(model._default_manager.select_related(library), pk=number)
    over: Any = row
    for part in library.split("__"):
        over = getattr(over, part)
    demand(request.user, right, over)
    return row


def kept(form: forms.Form, work: Callable[..., Any], **words: Any) -> Any:
    """What the service gives, or None, with the refusal beside the field that it names."""
    try:
        return work(**words)
    except DomainError as refusal:
        refused(form, refusal)
        return None


def refused(form: forms.Form, refusal: DomainError) -> None:
    """Show a refusal at the field that it is about, else above the form."""
    field = refusal.context.get("field")
    form.add_error(field if isinstance(field, str) and field in form.fields else None, str(refusal))


def first_error(form: forms.Form) -> str:
    """What to say where a small form of a larger page was not filled in well."""
    return next((str(error) for errors in form.errors.values() for error in errors), "")


def told(request: HttpRequest, done: str | Promise, work: Callable[..., object], **words: Any) -> bool:
    """Do it and say so to the person: `done`, or why not. Whether it was done."""
    try:
        work(**words)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, str(done))
    return True


def told_of(
    request: HttpRequest, form: forms.Form, done: str | Promise, work: Callable[..., object], /, **words: Any
) -> bool:
    """As `told`, with what a small form of a larger page says; where it was not filled in well, say that."""
    if form.is_valid():
        return told(request, done, work, **form.cleaned_data, **words)
    messages.error(request, first_error(form))
    return False


def form_page(
    request: HttpRequest, form: forms.Form, title: str, back: str, button: str | Promise, *,
    up: object = "", template: str = "common/form_page.html", **more: Any,
) -> HttpResponse:  # fmt: skip
    """A page that is one form. `back` is where it leads back to, `up` what that page is called, for the trail.

    `more`: `entries` of the audit, `facts` below the title, codes `offered`, and what the page is called in the trail
    where that is not its title (`here`).
    """
    context = {"form": form, "title": title, "back": back, "up": up, "button": button, **more}
    return render(request, template, context, status=422 if form.errors else 200)
