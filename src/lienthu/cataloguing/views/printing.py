"""Labels and registers of the library that one works at, as pages and as files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.cataloguing.forms.numbers import LabelsForm, RegisterForm, SheetForm
from lienthu.cataloguing.models import QueuedLabel
from lienthu.cataloguing.queries.registers import Asked, entries, lines, receipts
from lienthu.cataloguing.services import labels, register
from lienthu.cataloguing.views.copies import EDIT
from lienthu.common.downloads import download
from lienthu.common.errors import DomainError
from lienthu.lib.shelving.sheets import Sheet

SHOWN = 100
REMEMBERED = "cataloguing.labels"  # in the session: how labels were printed last


@at_work(EDIT)
def label_queue(request: HttpRequest) -> HttpResponseBase:
    """What waits for a label. Posted with `print`, the chosen copies come as PDF; with `gone`, they leave the queue."""
    library = library_of(request)
    waiting = labels.queued(library)
    posted = request.POST if request.method == "POST" and "gone" not in request.POST else None
    form = LabelsForm(posted, sheets=labels.sheets_of(library), initial=request.session.get(REMEMBERED, {}))
    if request.method == "POST":
        chosen = _chosen(request, waiting)
        if "gone" in request.POST:
            count = labels.take_out(library=library, copies=[copy.pk for copy in chosen])
            messages.success(request, _("%(count)d labels taken off the list.") % {"count": count})
            return redirect("cataloguing:labels")
        if form.is_valid():
            try:
                made = labels.document(copies=chosen, how=form.how(), library=library)
                request.session[REMEMBERED] = form.cleaned_data | {"skipped": 0}
                return download(made, "nhan.pdf", shown=True)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
    rows = [(copy, facts_from_json(copy.record.facts)) for copy in waiting]
    return render(request, "cataloguing/label_queue.html", {"rows": rows, "form": form})


def _chosen(request: HttpRequest, waiting: list[Copy]) -> list[Copy]:
    wanted = set(request.POST.getlist("copy"))
    return [copy for copy in waiting if str(copy.pk) in wanted]


@require_POST
@at_work(EDIT)
def label_again(request: HttpRequest, number: int) -> HttpResponseBase:
    """Have a copy wait for its label once more."""
    library = library_of(request)
    copy = Copy.objects.filter(pk=number, owner=library).first()
    if copy is None:
        raise Http404
    labels.queue(library=library, copies=[copy], actor=user_of(request), at=timezone.now())
    count = QueuedLabel.objects.filter(library=library).count()
    messages.success(request, _("The label waits to be printed, with %(count)d in all.") % {"count": count})
    return redirect("cataloguing:copy", number)


@at_work(EDIT)
def calibration(request: HttpRequest) -> HttpResponseBase:
    """The frames of the sheet that `?sheet=&shift_x=&shift_y=` names."""
    sheets = labels.sheets_of(library_of(request))
    form = LabelsForm({"kind": "pair", "code": "code128", **request.GET.dict(), "skipped": 0}, sheets=sheets)
    if not form.is_valid():
        messages.error(request, _("Choose a sheet first."))
        return redirect("cataloguing:labels")
    return download(labels.calibration(form.how()), "can-chinh.pdf", shown=True)


@at_work(EDIT)
def sheet_add(request: HttpRequest) -> HttpResponseBase:
    """A sheet of the library's own."""
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            labels.add_sheet(
                library=library_of(request),
                sheet=Sheet(**form.cleaned_data),
                actor=user_of(request),
                at=timezone.now(),
            )
            messages.success(request, _("The sheet can be chosen now. Print its frames once to see that it fits."))
            return redirect("cataloguing:labels")
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "cataloguing/sheet_add.html", {"form": form})


@at_work(EDIT)
def registers(request: HttpRequest) -> HttpResponseBase:
    """The accession register; `?as=pdf|xlsx` (and `general_pdf`, `general_xlsx`) gives it as a file."""
    library = library_of(request)
    form = RegisterForm(request.GET or None, library=library)
    asked, trouble = Asked(), ""
    if form.is_bound and form.is_valid():
        asked = Asked(**form.cleaned_data)
    context: dict[str, Any] = {"form": form, "rows": [], "total": 0}
    try:
        if form.is_valid() and "as" in request.GET:
            return _register_file(request.GET["as"], library, asked)
        found = entries(library, asked)
        context |= {"rows": list(lines(found[:SHOWN])), "total": len(found), "shown": min(len(found), SHOWN)}
        context["receipts"] = receipts(library, since=asked.since, until=asked.until)[-SHOWN:]
    except DomainError as refusal:
        trouble = str(refusal)
    query = request.GET.copy()
    query.pop("as", None)
    return render(request, "cataloguing/register.html", context | {"trouble": trouble, "query": query.urlencode()})


def _register_file(kind: str, library: Any, asked: Asked) -> HttpResponse:
    dates = {"since": asked.since, "until": asked.until}
    match kind:
        case "pdf":
            return download(register.as_pdf(library, asked), "so-dkcb.pdf", shown=True)
        case "xlsx":
            return download(register.as_xlsx(library, asked), "so-dkcb.xlsx")
        case "general_pdf":
            return download(register.general_pdf(library, **dates), "so-tong-quat.pdf", shown=True)
        case "general_xlsx":
            return download(register.general_xlsx(library, **dates), "so-tong-quat.xlsx")
    raise Http404
