"""The staff of a library and their training: the list with its share of trained people, one person's record."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, library_of, own_row, told
from lienthu.accounts.permissions import at_work, require_role
from lienthu.common import audit, certificates
from lienthu.common.access import SOMEWHERE, allowed, demand
from lienthu.federation import queries as federation
from lienthu.training.forms.people import LeftForm, PeopleForm, SinceForm
from lienthu.training.models import StaffMember
from lienthu.training.queries import records
from lienthu.training.services import people as services
from lienthu.training.views.shared import READ, WRITE

PER_PAGE = 50


@at_work(READ)
def staff(request: HttpRequest) -> HttpResponseBase:
    """Who serves, when each was trained last, and how many since a day; libraries below beside it."""
    library = library_of(request)
    form = PeopleForm(request.POST or None)
    if request.method == "POST":
        demand(request.user, WRITE, library)
        if form.is_valid():
            rows = services.write_down(library=library, people=form.cleaned_data["people"], **by(request))
            said = ngettext("%(n)d person is on the list.", "%(n)d people are on the list.", len(rows))
            messages.success(request, said % {"n": len(rows)})
            return redirect("training:staff")
    since, asked = _since(request)
    day = timezone.localdate()
    below = federation.descendants(library, day)
    counts = records.trained([library.pk, *below], since)
    names = federation.names(list(counts), day)
    page = Paginator(records.staff_of(library), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "library": library, "page": page, "own": counts.get(library.pk), "since": since, "asked": asked, "form": form,
        "below": [(names[pk], counts[pk]) for pk in below if pk in counts],
        "may_write": allowed(request.user, WRITE, library),
    }  # fmt: skip
    return render(request, "training/staff.html", context, status=422 if form.errors else 200)


def _since(request: HttpRequest) -> tuple[date, SinceForm]:
    """The asked day; without one the first of January of the year before."""
    usual = timezone.localdate().replace(month=1, day=1)
    usual = usual.replace(year=usual.year - 1)
    form = SinceForm(request.GET if "since" in request.GET else None, initial={"since": usual})
    return (form.cleaned_data["since"] if form.is_bound and form.is_valid() else usual), form


@require_POST
@at_work(WRITE)
def accounts(request: HttpRequest) -> HttpResponseBase:
    """Put everybody with an account at the library on the list."""
    count = services.take_accounts(library=library_of(request), **by(request))
    said = ngettext("%(n)d account is tied to the list.", "%(n)d accounts are tied to the list.", count)
    messages.success(request, said % {"n": count})
    return redirect("training:staff")


@require_role(READ, over=SOMEWHERE)
def record(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everything that somebody was trained in; that they left."""
    row = own_row(request, StaffMember, number, READ)
    form = LeftForm(request.POST or None, initial={"left_on": row.left_on or timezone.localdate()})
    if request.method == "POST":
        demand(request.user, WRITE, row.library)
        stays = request.POST.get("do") == "stays"
        if stays or form.is_valid():
            words: dict[str, Any] = {"person": row, "on": None if stays else form.cleaned_data["left_on"]}
            told(request, _("It is written down."), services.leave, **words, **by(request))
            return redirect("training:record", row.pk)
    lines = [
        (line, certificates.token(line.certificate) if line.certificate else "") for line in records.record_of(row)
    ]
    context = {
        "person": row, "lines": lines, "form": form, "entries": audit.entries_of(row)[:20],
        "may_write": allowed(request.user, WRITE, row.library),
    }  # fmt: skip
    return render(request, "training/record.html", context, status=422 if form.errors else 200)
