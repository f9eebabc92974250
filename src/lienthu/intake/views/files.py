"""Uploading a file, looking at it, following it on its way in, and what came of it."""

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
from lienthu.accounts.permissions import allowed, demand, require_role
from lienthu.accounts.queries import working_library
from lienthu.catalogue.forms import numbered
from lienthu.catalogue.queries.staff import libraries_for, own_library
from lienthu.catalogue.words import ENCODING_NAMES
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.common.downloads import download
from lienthu.common.models import Job
from lienthu.federation import queries as federation
from lienthu.intake.columns import TARGETS
from lienthu.intake.errors import IntakeRefused
from lienthu.intake.forms import ReadingForm, UploadForm, words_said
from lienthu.intake.models import Intake, IntakeRow, Kind
from lienthu.intake.queries import sheets
from lienthu.intake.queries.meanings import categories_at, meanings, places_at
from lienthu.intake.services import uploads
from lienthu.intake.services.previews import Preview, preview
from lienthu.patrons.models import Patron

RUN = "intake.run"
PER_PAGE = 30
UNDER_WAY = (Job.State.QUEUED, Job.State.RUNNING)


@require_role(RUN, over=SOMEWHERE)
def files(request: HttpRequest) -> HttpResponseBase:
    """The upload form, the empty tables, and the files that were brought."""
    user = user_of(request)
    libraries = libraries_for(user, RUN)
    here = working_library(request)
    own = next((each for each, _name in libraries if each == here), None) or own_library(user, libraries)
    kind = request.GET.get("kind", "")
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        libraries=libraries,
        initial={"library": own.code if own else None, "kind": kind if kind in Kind.values else Kind.PATRONS},
    )
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            intake = uploads.receive(
                file=facts["file"], kind=facts["kind"], library=facts["library"], actor=user, at=timezone.now()
            )
            return redirect("intake:file", intake.pk)
        except IntakeRefused as refusal:
            form.add_error("file", str(refusal))
    names = {library.pk: name for library, name in libraries}
    found = Intake.objects.visible_to(user).filter(parent=None).select_related("job")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [{"intake": each, "library": names.get(each.library_id, ""), "waits": _waits(each)} for each in page],
        "many": len(libraries) > 1,
        "own": own,
        "tables": [(each, Kind(each).label) for each in sheets.KINDS],
    }
    return render(request, "intake/files.html", context, status=422 if form.errors else 200)


def _waits(intake: Intake) -> int:
    rows = IntakeRow.objects.filter(intake__in=[intake.pk, *intake.parts.values_list("pk", flat=True)])
    return rows.exclude(state=IntakeRow.State.SETTLED).count()


def intake_of(request: HttpRequest, number: int) -> Intake:
    """The intake, where the person may run intakes for its library; else page 404."""
    rows = Intake.objects.visible_to(user_of(request)).select_related("library", "job", "actor", "parent")
    return get_object_or_404(rows, pk=number)


def may_see_rows(request: HttpRequest, intake: Intake) -> bool:
    """Readers' data are a library's own: shown to its staff, and to whoever brought the file."""
    if intake.kind == Kind.COPIES or intake.actor_id == request.user.pk:
        return True
    return allowed(request.user, "patrons.read", intake.library)


@require_role(RUN, over=SOMEWHERE)
def file_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """Before it is taken in: the file as it would be. Then how far it is, and in the end what came of it."""
    intake = intake_of(request, number)
    if intake.job is not None and intake.job.state in (*UNDER_WAY, Job.State.FAILED):
        context = {"intake": intake, "job": intake.job, "under_way": intake.job.state in UNDER_WAY, **_heading(intake)}
        template = "_progress.html" if request.headers.get("HX-Request") else "progress.html"
        return render(request, f"intake/{template}", context)
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "progress":
        return HttpResponseClientRedirect(reverse("intake:file", args=[intake.pk]))
    if intake.state != Intake.State.WAITING:
        return _result(request, intake)
    if intake.kind == Kind.KOHA:
        return render(request, "intake/koha.html", _koha(request, intake))
    if not may_see_rows(request, intake):
        demand(request.user, "patrons.read", intake.library)
    return render(request, "intake/preview.html", _previewed(request, intake))


def _heading(intake: Intake) -> dict[str, object]:
    names = federation.names([intake.library_id], timezone.localdate())
    return {"library_name": names[intake.library_id], "kind_name": Kind(intake.kind).label}


def _said(request: HttpRequest, intake: Intake) -> tuple[Preview, str, str]:
    """The preview as the page's fields say, with (encoding, category)."""
    data = request.POST if request.method == "POST" else request.GET
    word = {Kind.PATRONS: "category", Kind.COPIES: "place", Kind.HOLDS: "place"}.get(Kind(intake.kind), "")
    encoding, category = ReadingForm(data, categories=categories_at(intake.library)).said()
    allowed_here = [value for value, _label in meanings(word, intake.library)]
    reading = preview(
        intake,
        targets=numbered(data, "target"),
        words=words_said(data, word, allowed_here) if word else None,
        category=category,
        encoding=encoding,
        at=timezone.now(),
    )
    return reading, encoding, category


def _previewed(request: HttpRequest, intake: Intake) -> dict[str, object]:
    reading, encoding, category = _said(request, intake)
    categories = categories_at(intake.library)
    names = TARGETS[intake.kind]
    headings = [names[target] for target in reading.targets]
    said = intake.options.get("words", {}).get(reading.word, {})
    form = ReadingForm(initial={"encoding": encoding, "category": category}, categories=categories)
    if intake.kind != Kind.PATRONS:
        del form.fields["category"]
    return {
        "intake": intake,
        **_heading(intake),
        "form": form,
        "encoding": encoding,
        "category": category,
        "reading": reading,
        "encoding_name": ENCODING_NAMES.get(reading.encoding, reading.encoding),
        "targets": names.items(),
        "headings": headings,
        "rows": [{"row": row, "facts": list(zip(headings, row.facts, strict=True))} for row in reading.rows],
        "words": _told(reading.words, said, reading.word, intake),
        "choices": meanings(reading.word, intake.library),
        "without_categories": intake.kind == Kind.PATRONS and not categories,
    }


def _told(words: list[str], said: dict[str, str], name: str, intake: Intake) -> list[tuple[str, str]]:
    """Each word of the file with what it means: as said, else where a name or code here is the same."""
    from lienthu.lib.vietnamese import fold

    alike = {fold(str(label)): value for value, label in meanings(name, intake.library) if value}
    alike |= {value.split(":")[-1].lower(): value for value, _label in meanings(name, intake.library) if value}
    return [(word, said.get(fold(word), alike.get(fold(word), ""))) for word in words]


def _koha(request: HttpRequest, intake: Intake) -> dict[str, object]:
    from lienthu.intake.services.running import settings_for

    found = intake.options.get("koha", {})
    _columns, remembered = settings_for(intake.library, Kind.KOHA, [])
    parts = []
    for name, key, title in (
        ("place", "branches", _("Branches")),
        ("category", "categories", _("Categories of readers")),
    ):
        coded = found.get(key, {})
        told = _told(list(coded), remembered.get(name, {}), name, intake)
        by_name = dict(_told(list(coded.values()), {}, name, intake))
        rows = [(code, coded[code], meant or by_name.get(coded[code], "")) for code, meant in told]
        parts.append({"name": name, "title": title, "rows": rows, "choices": meanings(name, intake.library)})
    form = ReadingForm(categories=categories_at(intake.library))
    del form.fields["encoding"]
    return {
        "intake": intake,
        **_heading(intake),
        "found": found.get("counts", {}),
        "charset": found.get("charset", ""),
        "parts": parts,
        "form": form,
        "without_categories": not categories_at(intake.library),
        "without_places": not places_at(intake.library),
    }


@require_POST
@require_role(RUN, over=SOMEWHERE)
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Hand the file to a job, read as the preview showed it."""
    intake = intake_of(request, number)
    try:
        if intake.kind == Kind.KOHA:
            columns: dict[str, str] = {}
            words = {
                name: words_said(request.POST, name, [value for value, _label in meanings(name, intake.library)]) or {}
                for name in ("place", "category")
            }
            encoding, category = ReadingForm(request.POST, categories=categories_at(intake.library)).said()
        else:
            reading, encoding, category = _said(request, intake)
            if reading.trouble:
                raise IntakeRefused("unreadable", reading.trouble)
            columns, words = reading.mapping, intake.options.get("words", {})
        uploads.start(
            intake=intake, columns=columns, words=words, category=category, encoding=encoding,
            actor=user_of(request), at=timezone.now(),
        )  # fmt: skip
    except IntakeRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("intake:file", intake.pk)


@require_POST
@require_role(RUN, over=SOMEWHERE)
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Go on where a failed job stopped."""
    intake = intake_of(request, number)
    try:
        uploads.again(intake=intake, actor=user_of(request), at=timezone.now())
    except IntakeRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("intake:files")
    return redirect("intake:file", intake.pk)


@require_POST
@require_role(RUN, over=SOMEWHERE)
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Throw away a file that is not wanted."""
    intake = intake_of(request, number)
    try:
        uploads.discard(intake=intake)
        told = _("%(file)s was thrown away; nothing of it was taken in.") % {"file": intake.file_name}
        messages.success(request, told)
    except IntakeRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("intake:file", intake.pk)
    return redirect("intake:files")


def _result(request: HttpRequest, intake: Intake) -> HttpResponseBase:
    waiting = intake.rows.exclude(state=IntakeRow.State.SETTLED)
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page")) if may_see_rows(request, intake) else None
    people = Patron.objects.visible_to(user_of(request)).in_bulk([row.other for row in page or () if row.other])
    names = dict(TARGETS.get(intake.kind, {}).items())
    context = {
        "intake": intake,
        **_heading(intake),
        "waiting": waiting.count(),
        "page": page,
        "rows": [{"row": row, "other": people.get(row.other or 0), "cells": _filled(row)} for row in page or ()],
        "parts": [
            {"intake": part, "kind": Kind(part.kind).label, "waits": _waits(part)}
            for part in intake.parts.order_by("pk")
        ],
        "columns": [(name, names.get(target, target)) for name, target in intake.columns.items() if target],
        "encoding_name": ENCODING_NAMES.get(intake.counts.get("encoding", ""), ""),
        "entries": audit.entries_of(intake)[:20],
    }
    return render(request, "intake/result.html", context)


def _filled(row: IntakeRow) -> list[tuple[str, str]]:
    return [(heading, cell) for heading, cell in row.cells.items() if cell]


@require_role(RUN, over=SOMEWHERE)
def kept(request: HttpRequest, number: int) -> HttpResponseBase:
    """The rows that wait, as a workbook to correct and upload again."""
    intake = intake_of(request, number)
    if not may_see_rows(request, intake):
        demand(request.user, "patrons.read", intake.library)
    return download(sheets.kept_rows(intake), f"can-sua-{intake.pk}.xlsx")


@require_role(RUN, over=SOMEWHERE)
def table(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The empty table of a kind."""
    if kind not in sheets.KINDS:
        return redirect("intake:files")
    name = {Kind.PATRONS: "ban-doc", Kind.COPIES: "ban-sach", Kind.LOANS: "dang-muon", Kind.HOLDS: "dat-muon"}[
        Kind(kind)
    ]
    return download(sheets.empty_table(kind), f"mau-{name}.xlsx")
