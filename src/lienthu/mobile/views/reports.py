"""The report of a trip: figures, costs, incidents, photos; on paper once it is closed."""

import mimetypes
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import by, kept, own_row, told
from lienthu.accounts.permissions import require_role
from lienthu.common.access import SOMEWHERE
from lienthu.common.downloads import download, stored
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.forms import CloseForm, CostForm, IncidentForm, PhotoForm
from lienthu.mobile.models import Cost, Figure, Measure, Photo, Trip
from lienthu.mobile.queries import figures
from lienthu.mobile.services import documents, reports
from lienthu.mobile.views.shared import WORK
from lienthu.patrons.pictures import LARGEST
from lienthu.sync.queries import undecided_on_trip

PAPERS = {"docx": documents.report_docx, "pdf": documents.report_pdf}


@require_role(WORK, over=SOMEWHERE)
def report(request: HttpRequest, number: int) -> HttpResponseBase:
    """The report: filled in from the ledger while the trip is back, to be read once it is closed."""
    row = own_row(request, Trip, number, WORK)
    form = CloseForm(request.POST or None, initial={"remarks": row.remarks})
    if (
        request.method == "POST"
        and form.is_valid()
        and kept(form, reports.close, trip=row, **form.cleaned_data, **by(request))
    ):
        messages.success(request, _("The report is closed, and the trip is in the statistics."))
        return redirect("mobile:report", row.pk)
    return _page(request, row, form)


def _page(request: HttpRequest, row: Trip, form: CloseForm, **forms: object) -> HttpResponseBase:
    if row.state == Trip.State.BACK:
        reports.draw_up(trip=row)
    served = [each for each in row.stops.select_related("stop__site") if each.arrived_at and not each.passed_by]
    rows = Figure.objects.filter(trip_stop__in=served).order_by("trip_stop__turn", "pk")
    by_stop = [(each, [figure for figure in rows if figure.trip_stop_id == each.pk]) for each in served]
    between = figures.on_the_way(row, [each.stop.site_id for each in served])
    costs = list(row.costs.all())
    context = {
        "trip": row,
        "form": form,
        "figures": by_stop,
        "unserved": [
            each for each in row.stops.select_related("stop__site") if not each.arrived_at and not each.passed_by
        ]
        if row.state == Trip.State.BACK
        else [],
        "between": [(measure.label, between[measure]) for measure in Measure] if any(between.values()) else [],
        "sums": [
            (measure.label, sum(f.value for f in rows if f.measure == measure) + between[measure])
            for measure in Measure
        ],
        "undecided": undecided_on_trip(row.pk),
        "costs": costs,
        "spent": sum(each.amount for each in costs),
        "incidents": list(row.incidents.all()),
        "photos": list(row.photos.all()),
        "cost_form": CostForm(),
        "incident_form": IncidentForm(),
        "photo_form": PhotoForm(),
        "is_written": row.state in reports.WRITTEN,
    } | forms
    bad = any(getattr(each, "errors", None) for each in (form, *forms.values()))
    return render(request, "mobile/report.html", context, status=422 if bad else 200)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def say(request: HttpRequest, number: int) -> HttpResponseBase:
    """Say a figure otherwise, and why."""
    figure = own_row(request, Figure, number, WORK, "trip_stop__trip__library")
    text = request.POST.get("number", "").strip()
    said = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
    if text and said is None:
        messages.error(request, _("Write a whole number, or leave it empty for what was counted."))
    else:
        told(request, "", reports.say, figure=figure, number=said, reason=request.POST.get("reason", ""), **by(request))
    return redirect("mobile:report", figure.trip_stop.trip_id)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def add_cost(request: HttpRequest, number: int) -> HttpResponseBase:
    """Money spent on the trip."""
    row = own_row(request, Trip, number, WORK)
    form = CostForm(request.POST)
    if form.is_valid() and kept(form, reports.add_cost, trip=row, **form.cleaned_data, **by(request)):
        return redirect("mobile:report", row.pk)
    return _page(request, row, CloseForm(), cost_form=form)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def remove_cost(request: HttpRequest, number: int) -> HttpResponseBase:
    """It was not spent on this trip."""
    row = own_row(request, Cost, number, WORK, "trip__library")
    told(request, "", reports.remove_cost, cost=row, **by(request))
    return redirect("mobile:report", row.trip_id)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def add_incident(request: HttpRequest, number: int) -> HttpResponseBase:
    """Something that happened on the trip."""
    row = own_row(request, Trip, number, WORK)
    form = IncidentForm(request.POST)
    if form.is_valid():
        entered = form.cleaned_data
        happened = timezone.make_aware(datetime.combine(row.on, entered["clock"]))
        words = {"happened_at": happened, "text": entered["text"], "done": entered["done"]}
        if kept(form, reports.add_incident, trip=row, **words, **by(request)):
            return redirect("mobile:report", row.pk)
    return _page(request, row, CloseForm(), incident_form=form)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def add_photo(request: HttpRequest, number: int) -> HttpResponseBase:
    """A picture from the trip."""
    row = own_row(request, Trip, number, WORK)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["photo"]
        words = {"caption": form.cleaned_data["caption"], "agreed": form.cleaned_data["agreed"]}
        if kept(form, reports.add_photo, trip=row, data=file.read(LARGEST + 1), **words, **by(request)):
            return redirect("mobile:report", row.pk)
    return _page(request, row, CloseForm(), photo_form=form)


@require_safe
@require_role(WORK, over=SOMEWHERE)
def photo(request: HttpRequest, number: int) -> HttpResponseBase:
    """The picture itself, for the staff alone."""
    row = own_row(request, Photo, number, WORK, "trip__library")
    return stored(row.file, mimetypes.guess_type(row.file)[0] or "application/octet-stream")


@require_POST
@require_role(WORK, over=SOMEWHERE)
def remove_photo(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a picture away."""
    row = own_row(request, Photo, number, WORK, "trip__library")
    told(request, "", reports.remove_photo, photo=row, **by(request))
    return redirect("mobile:report", row.trip_id)


@require_safe
@require_role(WORK, over=SOMEWHERE)
def paper(request: HttpRequest, number: int, suffix: str) -> HttpResponseBase:
    """The report as a Word file or a PDF."""
    row = own_row(request, Trip, number, WORK)
    if suffix not in PAPERS:
        raise Http404
    try:
        made = PAPERS[suffix](row)
    except MobileRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("mobile:report", row.pk)
    return download(made, documents.file_name(row, row.on, suffix))
