"""The search box, and registering."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.accounts.queries import working_library, working_site
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.common.errors import DomainError
from lienthu.federation.models import Organisation
from lienthu.patrons import queries, rules
from lienthu.patrons.forms import REGISTER_FIELDS, RegisterForm
from lienthu.patrons.models import Patron
from lienthu.patrons.services import cards, patrons
from lienthu.patrons.views.shared import EDIT, READ, choices_at, libraries_of, short_name

SHOWN = 30


@require_role(READ, over=SOMEWHERE)
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponseBase:
    """Find a patron by card, number, phone or name; a scanned card or number opens its page at once."""
    text = request.GET.get("q", "")
    libraries = libraries_of(request)
    found = queries.search(text, library=libraries, limit=SHOWN + 1) if text.strip() else []
    live = request.headers.get("HX-Request") == "true"
    if len(found) == 1 and not live and any(map(str.isdigit, text)):
        return redirect("patrons:patron", found[0].pk)
    day = timezone.localdate()
    here = working_library(request)
    context = {
        "q": text,
        "rows": [(patron, rules.standing(patron, day), rules.is_child(patron, day)) for patron in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "many_libraries": len(libraries) > 1,
        "empty_library": not text and not Patron.objects.filter(library__in=libraries).exists(),
        "may_register": here is not None and allowed(request.user, EDIT, here),
    }
    return render(request, "patrons/_found.html" if live else "patrons/search.html", context)


@at_work(EDIT)
def register(request: HttpRequest) -> HttpResponseBase:
    """Register somebody at the library where one works, and issue the card."""
    library = working_library(request)
    assert library is not None  # noqa: S101 at_work has seen to it
    categories, classes = choices_at(library)
    form = RegisterForm(request.POST or None, categories=categories, classes=classes)
    form.fields["full_name"].widget.attrs["autofocus"] = not form.is_bound
    doubles: list[Patron] = []
    if request.method == "POST" and form.is_valid():
        doubles = _doubles(form, library)
        if not doubles or form.cleaned_data["not_a_duplicate"]:
            patron = _registered(request, form, library)
            if patron is not None:
                messages.success(request, _("%(name)s is registered.") % {"name": patron.full_name})
                return redirect("patrons:patron", patron.pk)
    context: dict[str, Any] = {
        "form": form,
        "doubles": doubles,
        "library": library,
        "library_name": short_name(library),
        "no_categories": not categories,
    }
    return render(request, "patrons/register.html", context)


@at_work(EDIT)
def doubles(request: HttpRequest) -> HttpResponseBase:
    """Who may be meant already, while the form is being filled in."""
    library = working_library(request)
    assert library is not None  # noqa: S101 at_work has seen to it
    form = RegisterForm(request.GET, categories=[], classes=[])
    form.full_clean()
    return render(request, "patrons/_doubles.html", {"doubles": _doubles(form, library)})


def _doubles(form: RegisterForm, library: Organisation) -> list[Patron]:
    said = form.cleaned_data
    return queries.duplicates(
        full_name=said.get("full_name", ""),
        birth_date=said.get("birth_date"),
        phone=said.get("phone", ""),
        libraries=[library],
    )


def _registered(request: HttpRequest, form: RegisterForm, library: Organisation) -> Patron | None:
    """The new patron; None with the reason at the form's field. Patron and card stand or fall together."""
    at, said = timezone.now(), form.cleaned_data
    try:
        with transaction.atomic():
            patron = patrons.register(
                library=library,
                details=form.details(),
                guardian=form.guardian(),
                answers=form.answers(),
                actor=user_of(request),
                at=at,
            )
            if said["issue_card"]:
                site = working_site(request)
                cards.issue(patron=patron, code=said["card"], site=site, actor=user_of(request), at=at)
    except DomainError as refusal:
        field = str(refusal.context.get("field", ""))
        field = {**REGISTER_FIELDS, "code": "card"}.get(field, field)
        form.add_error(field if field in form.fields else None, str(refusal))
        return None
    return patron
