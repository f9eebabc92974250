"""Uploading a member's file, looking at it, and following its import."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from lienthu.accounts.models import User
from lienthu.accounts.permissions import demand, require_role
from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.forms import ReadingForm, UploadForm
from lienthu.catalogue.models import ImportRun, Upload
from lienthu.catalogue.queries.staff import libraries_for
from lienthu.catalogue.services import uploads
from lienthu.catalogue.words import TARGET_NAMES
from lienthu.common.access import SOMEWHERE
from lienthu.common.models import Job
from lienthu.federation import queries as federation

RUNS = 30


@require_role("catalogue.import", over=SOMEWHERE)
def imports(request: HttpRequest) -> HttpResponseBase:
    """The upload form, and what was imported before."""
    user = cast(User, request.user)
    libraries = libraries_for(user, "catalogue.import")
    form = UploadForm(request.POST or None, request.FILES or None, libraries=libraries)
    if request.method == "POST" and form.is_valid():
        try:
            upload = uploads.receive(
                file=form.cleaned_data["file"], library=form.cleaned_data["library"], actor=user, at=timezone.now()
            )
            return redirect("catalogue:upload", upload.pk)
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
    mine = [library.pk for library, _name in libraries]
    runs = list(ImportRun.objects.filter(library__in=mine).select_related("actor", "library")[:RUNS])
    waiting = Upload.objects.filter(library__in=mine, job__state__in=[Job.State.QUEUED, Job.State.RUNNING])
    context = {
        "form": form,
        "runs": runs,
        "names": {library.pk: name for library, name in libraries},
        "waiting": waiting.select_related("job", "library"),
    }
    return render(request, "catalogue/import_list.html", context)


def _upload_for(request: HttpRequest, number: int) -> Upload:
    upload = get_object_or_404(Upload.objects.select_related("library", "job", "actor"), pk=number)
    demand(request.user, "catalogue.import", upload.library)
    return upload


@require_role("catalogue.import", over=SOMEWHERE)
def upload_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """Before the import: the file as it would be read. Afterwards: how far it is, and what came of it."""
    upload = _upload_for(request, number)
    name = federation.names([upload.library_id], timezone.localdate())[upload.library_id]
    if upload.job is not None:
        context = {"upload": upload, "job": upload.job, "library_name": name, "file_name": upload.file_name}
        template = "catalogue/_import_progress.html" if request.headers.get("HX-Request") else "catalogue/import_run.html"
        return render(request, template, context)
    reading = ReadingForm(request.GET or None)
    format, encoding = reading.reading()
    chosen = _columns(request.GET)
    try:
        preview = uploads.preview(upload=upload, format=format, encoding=encoding, columns=chosen)
        refusal = ""
    except ImportRefused as problem:
        preview, refusal = None, str(problem)
    context = {
        "upload": upload,
        "library_name": name,
        "form": ReadingForm(initial={"format": format, "encoding": encoding}),
        "format": format,
        "encoding": encoding,
        "preview": preview,
        "refusal": refusal,
        "columns": list(enumerate((preview.columns or {}).items())) if preview else [],
        "targets": TARGET_NAMES.items(),
    }
    return render(request, "catalogue/import_preview.html", context)


def _columns(data: object) -> dict[str, str] | None:
    """The column mapping of the form: pairs `header_N` and `target_N`."""
    get = data.get  # type: ignore[attr-defined]
    columns: dict[str, str] = {}
    rank = 0
    while (header := get(f"header_{rank}")) is not None:
        target = get(f"target_{rank}", "")
        columns[header] = target if target in TARGET_NAMES else ""
        rank += 1
    return columns or None


@require_POST
@require_role("catalogue.import", over=SOMEWHERE)
def upload_start(request: HttpRequest, number: int) -> HttpResponse:
    """Hand the file to a job, read as the preview showed it."""
    upload = _upload_for(request, number)
    format, encoding = ReadingForm(request.POST).reading()
    try:
        uploads.start(
            upload=upload,
            format=format,
            encoding=encoding,
            columns=_columns(request.POST),
            actor=cast(User, request.user),
            at=timezone.now(),
        )
    except ImportRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("catalogue:upload", upload.pk)


@require_role("catalogue.import", over=SOMEWHERE)
def run_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """What came of one import."""
    run = get_object_or_404(ImportRun.objects.select_related("library", "actor"), pk=number)
    demand(request.user, "catalogue.import", run.library)
    name = federation.names([run.library_id], timezone.localdate())[run.library_id]
    return render(request, "catalogue/import_run.html", {"run": run, "library_name": name, "file_name": run.file_name})
