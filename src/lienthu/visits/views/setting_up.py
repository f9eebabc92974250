"""Setting up computers, and the terms of a library."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import form_page, user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.ledger.models import AgeBand
from lienthu.patrons.queries import categories_of
from lienthu.visits import rules
from lienthu.visits.forms import AllotmentForm, ComputerForm, TermsForm
from lienthu.visits.models import Allotment, Computer, VisitRule
from lienthu.visits.queries.counts import sites_of
from lienthu.visits.queries.terms import allotments_at, terms_of
from lienthu.visits.services import computers as services
from lienthu.visits.services import terms as laying_down
from lienthu.visits.views.shared import LAY_DOWN, at_place, own_row


@at_work(LAY_DOWN)
def add_computer(request: HttpRequest) -> HttpResponseBase:
    """Set up one more computer."""
    library, site = at_place(request)
    sites = list(sites_of(library, timezone.localdate()))
    form = ComputerForm(request.POST or None, sites=sites, initial={"site": str(site.pk) if site else ""})
    if request.method == "POST" and form.is_valid() and (row := _kept(request, form, library, None)):
        return redirect("visits:computer", row.pk)
    return form_page(request, form, _("Add a computer"), reverse("visits:computers"), _("Add it"), up=_("Computers"))


@require_role(LAY_DOWN, over=SOMEWHERE)
def change_computer(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change a computer, or give its kiosk a new address."""
    row = own_row(request, Computer, number, right=LAY_DOWN)
    if request.method == "POST" and "new_key" in request.POST:
        services.change_key(computer=row, actor=user_of(request), at=timezone.now())
        messages.success(request, _("The kiosk has a new address. Open it on the computer once."))
        return redirect("visits:computer", row.pk)
    initial = {"name": row.name, "site": str(row.site_id or ""), "for_children": row.for_children, "state": row.state}
    sites = list(sites_of(row.library, timezone.localdate()))
    form = ComputerForm(request.POST or None, sites=sites, initial=initial)
    if request.method == "POST" and form.is_valid() and _kept(request, form, row.library, row):
        messages.success(request, _("The computer is changed."))
        return redirect("visits:computer", row.pk)
    return form_page(request, form, row.name, reverse("visits:computers"), _("Change it"), up=_("Computers"))


def _kept(request: HttpRequest, form: ComputerForm, library: Organisation, row: Computer | None) -> Computer | None:
    entered = form.cleaned_data
    try:
        return services.keep_computer(
            library=library,
            site=form.chosen_site(),
            name=entered["name"],
            for_children=entered["for_children"],
            state=entered["state"],
            computer=row,
            actor=user_of(request),
            at=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error("name", str(refusal))
        return None


@at_work(LAY_DOWN)
def terms(request: HttpRequest) -> HttpResponseBase:
    """What holds here, where it comes from, and what this organisation lays down itself."""
    library, _site = at_place(request)
    own = VisitRule.objects.filter(organisation=library).first()
    form = TermsForm(request.POST or None, instance=own or VisitRule(organisation=library))
    if request.method == "POST" and form.is_valid():
        laying_down.lay_down(organisation=library, values=form.cleaned_data, actor=user_of(request), at=timezone.now())
        messages.success(request, _("The terms are laid down."))
        return redirect("visits:terms")
    return render(request, "visits/terms.html", _terms(library, form), status=422 if form.errors else 200)


def _terms(library: Organisation, form: TermsForm, allotment: AllotmentForm | None = None) -> dict[str, object]:
    day = timezone.localdate()
    held = terms_of(library, day)
    rows = allotments_at(library, day)
    categories = [(each.category.code, each.category.name) for each in categories_of(library, day)]
    organisations = {origin for origin in held.origin.values() if origin} | {row.organisation_id for row in rows}
    names = federation.short_names(organisations, day, get_language() or "vi")
    return {
        "form": form,
        "library": library,
        "held": [
            (form.fields[name].label, getattr(held, name), names.get(held.origin[name], "")) for name in rules.BUILT_IN
        ],
        "allotments": [
            (row, dict(categories).get(row.category, row.category), names[row.organisation_id]) for row in rows
        ],
        "allotment_form": allotment or AllotmentForm(categories=categories),
        "usual": rules.MINUTES_A_DAY,
        "entries": audit.entries_of(library).filter(action__regex=r"^(visit_rule|allotment)\.")[:20],
    }


@require_POST
@at_work(LAY_DOWN)
def allot(request: HttpRequest) -> HttpResponseBase:
    """Say how many minutes a day some people have."""
    library, _site = at_place(request)
    categories = [(each.category.code, each.category.name) for each in categories_of(library, timezone.localdate())]
    form = AllotmentForm(request.POST, categories=categories)
    if not form.is_valid():
        own = VisitRule.objects.filter(organisation=library).first() or VisitRule(organisation=library)
        return render(request, "visits/terms.html", _terms(library, TermsForm(instance=own), form), status=422)
    entered = form.cleaned_data
    laying_down.allot(
        organisation=library,
        age_band=AgeBand(entered["age_band"]),
        category=entered["category"],
        minutes=entered["minutes"],
        actor=user_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("The minutes are laid down."))
    return redirect("visits:terms")


@require_POST
@require_role(LAY_DOWN, over=SOMEWHERE)
def drop_allotment(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take back what was said of some people."""
    row = own_row(request, Allotment, number, "organisation", right=LAY_DOWN)
    laying_down.drop_allotment(row=row, organisation=row.organisation, actor=user_of(request), at=timezone.now())
    messages.success(request, _("What stands above your organisation holds again."))
    return redirect("visits:terms")
