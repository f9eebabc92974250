"""What both kinds of pages share: the day they are seen as of, and the page of a change."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from lienthu.common.errors import DomainError
from lienthu.federation import queries
from lienthu.federation.forms import ChangeForm, DayForm, OrganisationField

OFFERED = 1_000  # organisations in the list behind a code field: about 60 KB; beyond that the code is typed


def language() -> str:
    return get_language() or "vi"


def day_of(request: HttpRequest) -> tuple[date, DayForm]:
    """The day in the address (`?day=2025-06-30`), else today; with the form that shows it or says what is wrong."""
    today = timezone.localdate()
    if "day" not in request.GET:
        return today, DayForm(initial={"day": today})
    form = DayForm(request.GET)
    if not form.is_valid():
        return today, form
    day = form.cleaned_data["day"]
    return day, DayForm(initial={"day": day})


def offered(day: date) -> list[tuple[str, str]]:
    """Codes and names for the list behind an OrganisationField."""
    organisations = list(queries.organisations_on(day).order_by("code")[:OFFERED])
    names = queries.names([each.pk for each in organisations], day, language())
    return [(each.code, names[each.pk]) for each in organisations]


def change_page(
    request: HttpRequest,
    form: ChangeForm,
    thing: object,
    *,
    of: str,
    back: str,
    demand: Callable[[forms.Form], None],
) -> HttpResponseBase:
    """Show the form of a change of `thing`, called `of`; or make the change and go `back`.

    `demand` raises PermissionDenied on what was entered; a service's refusal is shown at the field it is about.
    """
    if request.method == "POST" and form.is_valid():
        demand(form)
        try:
            form.apply(thing, actor=request.user, at=timezone.now())  # type: ignore[arg-type]
        except DomainError as refusal:
            field = str(refusal.context.get("field"))
            form.add_error(field if field in form.fields else None, refusal.message)
        else:
            messages.success(request, str(form.done))
            return redirect(back)
    has_list = any(isinstance(field, OrganisationField) for field in form.fields.values())
    context = {
        "form": form,
        "of": of,
        "back": back,
        "offered": offered(timezone.localdate()) if has_list else [],
    }
    response: HttpResponse = render(request, "federation/change.html", context, status=422 if form.errors else 200)
    return response
