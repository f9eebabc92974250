"""The federations, one of them as of a day, and its changes, which are for the secretary over its lead library."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.common.access import SOMEWHERE, allowed, demand, require_role
from lienthu.common.dated import on_day
from lienthu.federation import queries
from lienthu.federation.forms import FEDERATION_CHANGES, ChangeTermForm, EndOfficeForm, FoundForm, OfficeForm
from lienthu.federation.models import Federation, Office, Term
from lienthu.federation.views.pages import change_page, day_of, language
from lienthu.lib.vietnamese import sort_key

READ, GOVERN = "federation.read", "federation.govern"


@require_role(READ, over=SOMEWHERE)
def federations(request: HttpRequest) -> HttpResponse:
    """All federations with the number of their members on a day."""
    day, form = day_of(request)
    counts = queries.member_counts(day)
    rows = [(each, counts.get(each.pk, 0)) for each in Federation.objects.all()]
    context = {"rows": rows, "day": day, "is_today": day == timezone.localdate(), "form": form}
    context["may_found"] = allowed(request.user, GOVERN, None)
    return render(request, "federation/federation_list.html", context)


@require_role(GOVERN, over=None)
def found(request: HttpRequest) -> HttpResponseBase:
    """Found a federation: for who answers for the whole hub, since it has no lead library yet."""
    return change_page(
        request,
        FoundForm(request.POST or None),
        None,
        of=_("Federations"),
        back=reverse("federation:federations"),
        demand=lambda _form: None,
    )


@require_role(READ, over=SOMEWHERE)
def federation(request: HttpRequest, code: str) -> HttpResponse:
    """One federation: members and offices as of a day, and its terms."""
    shown = get_object_or_404(Federation, code__iexact=code)
    day, form = day_of(request)
    members = list(queries.members(shown, day))
    offices = list(shown.offices.filter(on_day(day)).select_related("organisation", "term"))
    former = list(shown.memberships.filter(valid_to__lte=day).select_related("organisation"))
    ids = {each.pk for each in members} | {row.organisation_id for row in offices}
    ids |= {row.organisation_id for row in former}
    names = queries.names(ids, day, language())
    may_govern = _may_govern(request, shown)
    context = {
        "federation": shown,
        "day": day,
        "is_today": day == timezone.localdate(),
        "form": form,
        "members": sorted(((each, names[each.pk]) for each in members), key=lambda pair: sort_key(pair[1])),
        "offices": [(office, names[office.organisation_id]) for office in offices],
        "former": [(row, names[row.organisation_id]) for row in former],
        "terms": shown.terms.all(),
        "may_govern": may_govern,
        "entries": audit.entries_of(shown)[:50] if may_govern else [],
    }
    return render(request, "federation/federation.html", context)


def _may_govern(request: HttpRequest, governed: Federation) -> bool:
    return allowed(request.user, GOVERN, queries.lead_library(governed, timezone.localdate()))


@require_role(READ, over=SOMEWHERE)
def govern(request: HttpRequest, code: str, verb: str) -> HttpResponseBase:
    """A change of one federation: `verb` is a key of FEDERATION_CHANGES."""
    form_class = FEDERATION_CHANGES.get(verb)
    if form_class is None:
        raise Http404
    governed = get_object_or_404(Federation, code__iexact=code)
    demand(request.user, GOVERN, queries.lead_library(governed, timezone.localdate()))
    form = form_class(request.POST or None)
    if isinstance(form, OfficeForm):
        form.offer(governed)
    return change_page(
        request,
        form,
        governed,
        of=governed.name,
        back=reverse("federation:federation", args=[governed.code]),
        demand=lambda _form: None,
    )


@require_role(READ, over=SOMEWHERE)
def change_term(request: HttpRequest, number: int) -> HttpResponseBase:
    """Another name or other days of a term."""
    term = get_object_or_404(Term.objects.select_related("federation"), pk=number)
    demand(request.user, GOVERN, queries.lead_library(term.federation, timezone.localdate()))
    facts = {"name": term.name, "valid_from": term.valid_from, "valid_to": term.valid_to}
    return change_page(
        request,
        ChangeTermForm(request.POST or None, initial=facts),
        term,
        of=f"{term.federation.name}, {term.name}",
        back=reverse("federation:federation", args=[term.federation.code]),
        demand=lambda _form: None,
    )


@require_role(READ, over=SOMEWHERE)
def end_office(request: HttpRequest, number: int) -> HttpResponseBase:
    """End one office before its term does."""
    office = get_object_or_404(Office.objects.select_related("federation", "organisation"), pk=number)
    demand(request.user, GOVERN, queries.lead_library(office.federation, timezone.localdate()))
    return change_page(
        request,
        EndOfficeForm(request.POST or None),
        office,
        of=f"{office.get_position_display()}, {office.person_name or office.organisation}",
        back=reverse("federation:federation", args=[office.federation.code]),
        demand=lambda _form: None,
    )
