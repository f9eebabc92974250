"""Uploading a member's file, looking at it, and following its import."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import demand, require_role
from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.forms import ReadingForm, UploadForm, numbered
from lienthu.catalogue.models import ImportRun, Upload
from lienthu.catalogue.queries.barcodes import shared_barcodes
from lienthu.catalogue.queries.previews import Preview, PreviewedRecord, file_of, preview, profile_of
from lienthu.catalogue.queries.staff import branches_of, libraries_for, own_library
from lienthu.catalogue.services import uploads
from lienthu.catalogue.words import (
    ENCODING_NAMES,
    FORMAT_NAMES,
    KIND_NAMES,
    TARGET_NAMES,
    encoding_doubt,
    language,
    reject_reason,
)
from lienthu.common.access import SOMEWHERE
from lienthu.common.models import Job
from lienthu.federation import queries as federation

PER_PAGE = 20
COPIES_SHOWN = 4
SHARED_SHOWN = 50  # barcodes on several copies
UNDER_WAY = (Job.State.QUEUED, Job.State.RUNNING)


@require_role("catalogue.import", over=SOMEWHERE)
def imports(request: HttpRequest) -> HttpResponseBase:
    """The upload form, what is under way, and what was imported before."""
    user = user_of(request)
    libraries = libraries_for(user, "catalogue.import")
    own = own_library(user, libraries)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        libraries=libraries,
        initial={"library": own.code if own else None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            upload = uploads.receive(
                file=form.cleaned_data["file"], library=form.cleaned_data["library"], actor=user, at=timezone.now()
            )
            return redirect("catalogue:upload", upload.pk)
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
    names = {library.pk: name for library, name in libraries}
    mine = Upload.objects.filter(library__in=names).select_related("job")
    waiting = list(mine.filter(job__state__in=UNDER_WAY))
    runs = ImportRun.objects.filter(library__in=names, kind=ImportRun.Kind.FILE).select_related("library")
    if waiting:  # what they have begun stands above already
        runs = runs.exclude(state=ImportRun.State.RUNNING)
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "runs": [{"run": run, "library": names[run.library_id]} for run in page],
        "waiting": [{"upload": upload, "library": names[upload.library_id]} for upload in waiting],
        "unfinished": [
            {"upload": upload, "library": names[upload.library_id]}
            for upload in mine.filter(job=None, actor=user)[:PER_PAGE]
        ],
        "libraries": libraries,
        "own": own,
    }
    return render(request, "catalogue/import_list.html", context)


def _upload_for(request: HttpRequest, number: int) -> Upload:
    upload = get_object_or_404(Upload.objects.select_related("library", "job", "actor"), pk=number)
    demand(request.user, "catalogue.import", upload.library)
    return upload


@require_role("catalogue.import", over=SOMEWHERE)
def upload_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """Before the import: the file as it would be read. Then how far it is, and in the end what came of it."""
    upload = _upload_for(request, number)
    name = federation.names([upload.library_id], timezone.localdate())[upload.library_id]
    if upload.job is None:
        return render(request, "catalogue/import_preview.html", _previewed(request, upload, name))
    if upload.job.state == Job.State.DONE and upload.job.result:
        address = reverse("catalogue:run", args=[upload.job.result["run"]])
        return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)
    context = {"upload": upload, "job": upload.job, "library_name": name, "under_way": upload.job.state in UNDER_WAY}
    template = "_import_progress.html" if request.headers.get("HX-Request") else "import_progress.html"
    return render(request, f"catalogue/{template}", context)


def _previewed(request: HttpRequest, upload: Upload, name: str) -> dict[str, object]:
    chosen = ReadingForm(request.GET)
    format, encoding = chosen.reading()
    reading = preview(upload, format=format, encoding=encoding, targets=_targets(request.GET))
    remembered = profile_of(upload).encoding
    path = file_of(upload)
    return {
        "upload": upload,
        "size": path.stat().st_size if path.exists() else 0,
        "library_name": name,
        "form": ReadingForm(initial={"format": format, "encoding": encoding or remembered or "auto"}),
        "remembered": encoding == "" and remembered,
        "format": format,
        "encoding": encoding,
        "reading": reading,
        "format_name": FORMAT_NAMES.get(reading.format, reading.format),
        "encoding_name": ENCODING_NAMES.get(reading.encoding, reading.encoding),
        "doubt": encoding_doubt(reading.given, reading.evident) if reading.evident else "",
        "records": [_as_row(record) for record in reading.records],
        "targets": TARGET_NAMES.items(),
        "places": _places(reading, upload),
    }


def _as_row(record: PreviewedRecord) -> dict[str, object]:
    if record.shown is None:
        return {"number": record.position + 1, "reason": reject_reason(record.code, record.reason)}
    return {
        "number": record.position + 1,
        "shown": record.shown,
        "kind": KIND_NAMES.get(record.shown.kind, record.shown.kind),
        "languages": "; ".join(language(code) for code in record.shown.languages),
        "copies": record.copies[:COPIES_SHOWN],
        "more": len(record.copies) - COPIES_SHOWN if len(record.copies) > COPIES_SHOWN else 0,
        "count": len(record.copies),
        "withdrawn": record.withdrawn,
    }


def _places(reading: Preview, upload: Upload) -> list[dict[str, str]]:
    """Each place code of the file with the branch that it means, "" where that is not said yet."""
    if not reading.places:
        return []
    names = dict(branches_of(upload.library))
    known = profile_of(upload).places
    return [{"code": code, "branch": names.get(known.get(code, ""), "")} for code in reading.places]


def _targets(data: object) -> list[str] | None:
    """What the form says of each column, in order."""
    chosen = numbered(data, "target")  # type: ignore[arg-type]
    return None if chosen is None else [target if target in TARGET_NAMES else "" for target in chosen]


@require_POST
@require_role("catalogue.import", over=SOMEWHERE)
def upload_start(request: HttpRequest, number: int) -> HttpResponse:
    """Hand the file to a job, read as the preview showed it."""
    upload = _upload_for(request, number)
    format, encoding = ReadingForm(request.POST).reading()
    try:
        reading = preview(upload, format=format, encoding=encoding, targets=_targets(request.POST))
        uploads.start(upload=upload, reading=reading, actor=user_of(request), at=timezone.now())
    except ImportRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("catalogue:upload", upload.pk)


@require_POST
@require_role("catalogue.import", over=SOMEWHERE)
def upload_discard(request: HttpRequest, number: int) -> HttpResponse:
    """Throw away a file that was looked at and is not wanted."""
    upload = _upload_for(request, number)
    try:
        uploads.discard(upload=upload)
        messages.success(
            request, _("%(file)s was thrown away; nothing of it was imported.") % {"file": upload.file_name}
        )
    except ImportRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("catalogue:upload", upload.pk)
    return redirect("catalogue:imports")


@require_role("catalogue.import", over=SOMEWHERE)
def run_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """What came of one import."""
    run = get_object_or_404(ImportRun.objects.select_related("library", "actor"), pk=number)
    demand(request.user, "catalogue.import", run.library)
    shared, shared_total = shared_barcodes(limit=SHARED_SHOWN, run=run)
    context = {
        "run": run,
        "shared": shared,
        "shared_total": shared_total,
        "library_name": federation.names([run.library_id], timezone.localdate())[run.library_id],
        "format_name": FORMAT_NAMES.get(run.format, run.format),
        "encoding_name": ENCODING_NAMES.get(run.encoding, run.encoding),
        "columns": [
            (column, TARGET_NAMES.get(target, target)) for column, target in (run.columns or {}).items() if target
        ],
    }
    return render(request, "catalogue/import_run.html", context)
