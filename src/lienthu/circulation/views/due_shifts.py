"""Moving the due dates of many loans at once: what it would do, doing it, how far it is, taking it back."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work
from lienthu.circulation.closing import SHIFT
from lienthu.circulation.errors import ShiftRefused
from lienthu.circulation.forms import DueShiftForm
from lienthu.circulation.models import DueShift
from lienthu.circulation.queries import desk as desk_queries
from lienthu.circulation.queries import due_shifts as queries
from lienthu.circulation.services import due_shifts as services
from lienthu.common import audit
from lienthu.common.models import Job
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site

PER_PAGE = 50
UNDER_WAY = {DueShift.State.UNDER_WAY, DueShift.State.UNDOING}


@at_work(SHIFT)
def shifts(request: HttpRequest) -> HttpResponse:
    """The shifts that were made here, last first."""
    rows = DueShift.objects.filter(organisation=library_of(request)).select_related("asked_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "circulation/shift_list.html", {"page": page, "rows": list(page)})


def _places(library: Organisation, day: date) -> list[tuple[str, str]]:
    """The library and all below it by name, each followed by its sites where it has several."""
    below = queries.libraries_below(library, day)
    names = federation.names(below, day, get_language() or "vi")
    sites: dict[int, list[tuple[str, str]]] = {}
    for site in federation.sites_of(below, day):
        # With its site's name in any case: beside it stands the library as a whole.
        name = names[site.organisation_id]
        own_name = site.get_kind_display() if site.name == name else site.name
        sites.setdefault(site.organisation_id, []).append((f"s{site.pk}", f"{name} · {own_name}"))
    found: list[tuple[str, str]] = []
    for each in below:
        found.append((f"l{each}", names[each]))
        own = sites.get(each, [])
        found += own if len(own) > 1 else []
    return found


@at_work(SHIFT)
def add(request: HttpRequest) -> HttpResponseBase:
    """What is to be moved; then what that would do; then it is done. The address may fill the form in."""
    library = library_of(request)
    places = _places(library, timezone.localdate())
    whole = [key for key, _name in places if key[0] == "l"]
    initial = {
        "places": whole if request.GET.get("all") else whole[:1],
        "how": request.GET.get("how", "days"),
        "due_from": request.GET.get("due_from", ""),
        "due_to": request.GET.get("due_to", ""),
    }
    form = DueShiftForm(request.POST if request.method == "POST" else None, places=places, initial=initial)
    preview = None
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        if request.POST.get("do") == "shift":
            row = _shifted(request, form, wanted, library)
            if row is not None:
                return redirect("circulation:shift", row.pk)
        elif wanted.due_from <= wanted.due_to:
            preview = queries.preview(wanted)
        else:
            form.add_error("due_to", _("The last day lies before the first. Correct one of the two."))
    context = {
        "form": form,
        "preview": preview,
        "sample": [
            (desk_queries.heading_of(loan.copy), loan, due_after)
            for loan, due_after in (preview.sample if preview else ())
        ],
    }
    return render(request, "circulation/shift_form.html", context, status=422 if form.errors else 200)


def _shifted(
    request: HttpRequest, form: DueShiftForm, wanted: queries.Wanted, library: Organisation
) -> DueShift | None:
    try:
        return services.shift(
            wanted=wanted,
            organisation=library,
            reason=form.cleaned_data["reason"],
            actor=user_of(request),
            at=timezone.now(),
        )
    except ShiftRefused as refusal:
        field = str(refusal.context.get("field", ""))
        form.add_error(field if field in form.fields else None, str(refusal))
        return None


def _own(request: HttpRequest, number: int) -> DueShift:
    rows = DueShift.objects.select_related("asked_by", "undone_by", "job")
    return get_object_or_404(rows, pk=number, organisation=library_of(request))


@at_work(SHIFT)
def shift_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One shift: how far it is, which loans it moved and what became of them."""
    row = _own(request, number)
    loans = row.loans.select_related("loan__copy__record", "loan__patron")
    page = Paginator(loans, PER_PAGE).get_page(request.GET.get("page"))
    names = federation.short_names(row.libraries, timezone.localdate(), get_language() or "vi")
    context = {
        "shift": row,
        "job": row.job,
        "under_way": row.state in UNDER_WAY and row.job is not None and row.job.state != Job.State.FAILED,
        "given_up": row.state in UNDER_WAY and (row.job is None or row.job.state == Job.State.FAILED),
        "places": [*names.values(), *(str(site) for site in Site.objects.filter(pk__in=row.sites))],
        "page": page,
        "rows": [(desk_queries.heading_of(each.loan.copy), each) for each in page],
        "entries": audit.entries_of(row),
    }
    if request.headers.get("HX-Request"):
        if not context["under_way"]:
            return HttpResponseClientRefresh()
        return render(request, "circulation/_shift_progress.html", context)
    return render(request, "circulation/shift_page.html", context)


@require_POST
@at_work(SHIFT)
def undo(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give the loans their days back."""
    row = _own(request, number)
    try:
        services.undo(shift=row, actor=user_of(request), at=timezone.now())
    except ShiftRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("circulation:shift", row.pk)


@require_POST
@at_work(SHIFT)
def go_on(request: HttpRequest, number: int) -> HttpResponseBase:
    """Go on with a shift that was given up on half way."""
    row = _own(request, number)
    services.resume(shift=row, actor=user_of(request), at=timezone.now())
    return redirect("circulation:shift", row.pk)
