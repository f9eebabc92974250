"""Gates: setting them up, their files, and correcting an hour."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import form_page, refused, user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.common.errors import DomainError
from lienthu.visits import reading
from lienthu.visits.errors import GateFileRefused
from lienthu.visits.forms import ColumnsForm, CorrectionForm, GateFileForm, GateForm
from lienthu.visits.models import Gate, GateImport, GateReading
from lienthu.visits.queries import counts as queries
from lienthu.visits.services import gates as services
from lienthu.visits.views.shared import MANAGE, at_place, own_row

PER_PAGE = 48


@at_work(MANAGE)
def gates(request: HttpRequest) -> HttpResponseBase:
    """The gates of the library, and one more."""
    library, _site = at_place(request)
    form = GateForm(request.POST or None, sites=queries.doors_of(library, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            gate = services.keep_gate(
                library=library,
                site=form.chosen_site(),
                name=form.cleaned_data["name"],
                both_ways=form.cleaned_data["both_ways"],
                actor=user_of(request),
                at=timezone.now(),
            )
            return redirect("visits:gate", gate.pk)
        except DomainError as refusal:
            form.add_error("name", str(refusal))
    del form.fields["retired"]
    rows = Gate.objects.filter(library=library).select_related("site").order_by("retired", "name")
    return render(request, "visits/gates.html", {"form": form, "gates": rows}, status=422 if form.errors else 200)


@require_role(MANAGE, over=SOMEWHERE)
def gate_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """A gate: upload a file, change it, and what it counted."""
    gate = own_row(request, Gate, number)
    sites = queries.doors_of(gate.library, timezone.localdate(), also=gate.site)
    initial = {
        "name": gate.name,
        "site": str(gate.site_id or ""),
        "both_ways": gate.both_ways,
        "retired": gate.retired,
    }
    changing = request.method == "POST" and "name" in request.POST
    upload = GateFileForm(request.POST if request.method == "POST" and not changing else None, request.FILES or None)
    form = GateForm(request.POST if changing else None, sites=sites, initial=initial)
    answer = None
    if changing and form.is_valid():
        answer = _change(request, gate, form)
    elif request.method == "POST" and not changing and upload.is_valid():
        answer = _receive(request, gate, upload)
    if answer is not None:
        return answer
    page = Paginator(gate.readings.all(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "gate": gate,
        "form": form,
        "upload": upload,
        "page": page,
        "runs": gate.imports.all()[:10],
        "entries": audit.entries_of(gate)[:20],
    }
    return render(request, "visits/gate.html", context, status=422 if form.errors or upload.errors else 200)


def _change(request: HttpRequest, gate: Gate, form: GateForm) -> HttpResponseBase | None:
    try:
        services.keep_gate(
            library=gate.library,
            site=form.chosen_site(),
            name=form.cleaned_data["name"],
            both_ways=form.cleaned_data["both_ways"],
            retired=form.cleaned_data["retired"],
            gate=gate,
            actor=user_of(request),
            at=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error("name", str(refusal))
        return None
    messages.success(request, _("The gate is changed."))
    return redirect("visits:gate", gate.pk)


def _receive(request: HttpRequest, gate: Gate, form: GateFileForm) -> HttpResponseBase | None:
    """Keep the file; one whose columns are known from the last time is read at once."""
    file = form.cleaned_data["file"]
    try:
        if file.size > services.LARGEST_FILE:
            raise GateFileRefused("too_large", _("The file is larger than 5 MB. Export a shorter time."))
        run = services.receive(gate=gate, data=file.read(), name=file.name, actor=user_of(request), at=timezone.now())
        header = services.sheet_of(run).header
        if gate.columns and set(gate.columns.values()) <= set(header):
            return _taken_in(request, run, gate.columns)
    except DomainError as refusal:
        form.add_error("file", str(refusal))
        return None
    return redirect("visits:gate_file", run.pk)


def _taken_in(request: HttpRequest, run: GateImport, columns: dict[str, str]) -> HttpResponseBase:
    started = run.pk
    run = services.take_in(run=run, columns=columns, actor=user_of(request), at=timezone.now())
    if run.pk != started:
        day = f"{timezone.localtime(run.read_at):%d/%m/%Y %H:%M}"
        messages.info(request, _("This file was read on %(day)s. Nothing has changed.") % {"day": day})
    else:
        messages.success(request, _("The file is read."))
    return redirect("visits:gate_file", run.pk)


@require_role(MANAGE, over=SOMEWHERE)
def run_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """Before a file is read: its first rows and which column is what. Then what came of it."""
    run = own_row(request, GateImport, number, "gate__library")
    if run.read_at is not None:
        page = Paginator(run.rejects.all(), PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "visits/gate_file.html", {"run": run, "page": page})
    try:
        sheet = services.sheet_of(run)
    except GateFileRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("visits:gate", run.gate_id)
    known = reading.columns_for(sheet.header, run.gate.columns)
    initial = {
        "date": known.get("date"),
        "hour": known.get("hour"),
        "count_in": known.get("in"),
        "count_out": known.get("out"),
    }
    form = ColumnsForm(request.POST or None, header=sheet.header, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _taken_in(request, run, form.columns())
        except GateFileRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"run": run, "form": form, "header": sheet.header, "rows": sheet.first}
    return render(request, "visits/gate_columns.html", context, status=422 if form.errors else 200)


@require_POST
@require_role(MANAGE, over=SOMEWHERE)
def discard(request: HttpRequest, number: int) -> HttpResponseBase:
    """Throw a file away that was not read."""
    run = own_row(request, GateImport, number, "gate__library")
    services.discard(run=run)
    return redirect("visits:gate", run.gate_id)


@require_role(MANAGE, over=SOMEWHERE)
def correct_reading(request: HttpRequest, number: int) -> HttpResponseBase:
    """Set the visits of an hour by hand."""
    row = own_row(request, GateReading, number, "gate__library")
    form = CorrectionForm(request.POST or None, initial={"quantity": row.visits})
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        try:
            services.correct_reading(
                row=row,
                visits=entered["quantity"],
                reason=entered["reason"],
                actor=user_of(request),
                at=timezone.now(),
            )
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("The hour is corrected. Files of the gate no longer change it."))
            return redirect("visits:gate", row.gate_id)
    begin = datetime.combine(row.day, time(row.hour))
    facts = _("%(gate)s, %(begin)s to %(end)s: %(visits)d visits.") % {
        "gate": row.gate,
        "begin": f"{begin:%d/%m/%Y %H:%M}",
        "end": f"{begin + timedelta(hours=1):%H:%M}",
        "visits": row.visits,
    }
    back = reverse("visits:gates")
    return form_page(request, form, _("Correct an hour"), back, _("Correct it"), up=_("Gates"), facts=facts)
