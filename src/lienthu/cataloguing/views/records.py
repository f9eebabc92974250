"""Where cataloguing begins, and the page of one record."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import allowed, demand, require_role
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.errors import RecordRefused
from lienthu.catalogue.models import RecordVersion, SourceRecord
from lienthu.catalogue.queries.records import versions_of
from lienthu.catalogue.queries.staff import libraries_for, own_library
from lienthu.catalogue.services.records import withdraw as withdraw_record
from lienthu.cataloguing.errors import DraftRefused, TemplateRefused
from lienthu.cataloguing.forms.records import rows_of
from lienthu.cataloguing.models import RecordTemplate
from lienthu.cataloguing.queries.drafts import own_records, templates_of, waiting
from lienthu.cataloguing.queries.elsewhere import origins_of
from lienthu.cataloguing.rules.asking import elsewhere_query
from lienthu.cataloguing.rules.taking_over import own_copy
from lienthu.cataloguing.rules.worksheets import WORKSHEETS, sheet_for
from lienthu.cataloguing.services import drafts, records, taking
from lienthu.cataloguing.views.editing import label_of
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.common.models import AuditEntry
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation

VERSIONS = 20


@require_role("cataloguing.edit", over=SOMEWHERE)
def home(request: HttpRequest) -> HttpResponseBase:
    """New records by kind or from a template, what waits unsaved, and one's own records by words or number."""
    user = user_of(request)
    libraries = libraries_for(user, "cataloguing.edit")
    names = {library.pk: name for library, name in libraries}
    text = request.GET.get("q", "").strip()
    context = {
        "libraries": libraries,
        "own": own_library(user, libraries) or (libraries[0][0] if libraries else None),
        "sheets": WORKSHEETS.values(),
        "templates": templates_of(names),
        "drafts": [{"draft": draft, "library": names.get(draft.library_id, "")} for draft in waiting(user)],
        "q": text,
        "elsewhere": elsewhere_query(text),
        "found": [
            {"source": source, "facts": facts_from_json(source.facts), "library": names[source.library_id]}
            for source in own_records(text, names)
        ],
    }
    return render(request, "cataloguing/record_list.html", context)


@require_POST
@require_role("cataloguing.edit", over=SOMEWHERE)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a record: of a kind (`sheet`), from a template (`template`), or from a stored record (`like`)."""
    library = get_object_or_404(
        Organisation, code=request.POST.get("library", ""), kind=Organisation.Kind.LIBRARY
    )  # fmt: skip
    demand(request.user, "cataloguing.edit", library)
    sheet, record = request.POST.get("sheet", ""), None
    template, like = request.POST.get("template", ""), request.POST.get("like", "")
    if template.isdecimal():
        begun = get_object_or_404(RecordTemplate, pk=int(template), library=library)
        sheet, record = begun.sheet, begun.record
    elif like.isdecimal():
        source = get_object_or_404(SourceRecord, pk=int(like))
        if source.library_id != library.pk:
            return _taken(request, source, library)
        record = own_copy(catalogue.marc_view(source.pk))
        sheet = sheet_for(record).key
    try:
        draft = drafts.start(library=library, sheet=sheet, actor=user_of(request), at=timezone.now(), record=record)
    except DraftRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("cataloguing:home")
    return redirect("cataloguing:draft", draft.pk)


def _taken(request: HttpRequest, source: SourceRecord, library: Organisation) -> HttpResponse:
    """Another library's record: taken over by the same way as one from a catalogue elsewhere."""
    user, at = user_of(request), timezone.now()
    fetched = taking.keep_ours(source=source, actor=user, at=at)
    return redirect("cataloguing:draft", taking.take(fetched=fetched, library=library, actor=user, at=at).pk)


@require_role("cataloguing.edit", over=SOMEWHERE)
def record_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """A record as it stands, its versions, what was done to it, and what can be done."""
    source = get_object_or_404(SourceRecord.objects.select_related("library"), pk=number)
    record = catalogue.marc_view(source.pk)
    user = user_of(request)
    libraries = libraries_for(user, "cataloguing.edit")
    history = list(audit.entries_of(source)[:VERSIONS])
    context = {
        "source": source,
        "library_name": federation.names([source.library_id], timezone.localdate())[source.library_id],
        "facts": facts_from_json(source.facts),
        "rows": [{"row": row, "label": label_of(row.tag)} for row in rows_of(record)],
        "versions": _with_entries(versions_of(source)[:VERSIONS], history),
        "origins": origins_of(source),
        "history": history,
        "may": allowed(user, "cataloguing.edit", source.library),
        "own": own_library(user, libraries) or (libraries[0][0] if libraries else None),
    }
    return render(request, "cataloguing/record_page.html", context)


def _with_entries(
    versions: Iterable[RecordVersion], history: Sequence[AuditEntry]
) -> list[tuple[RecordVersion, AuditEntry | None]]:
    """The versions, each with the first entry of the audit that names it: how it came."""
    said: dict[object, AuditEntry] = {}
    for entry in reversed(history):
        said.setdefault((entry.after or {}).get("version"), entry)
    return [(version, said.get(version.number)) for version in versions]


def _own_source(request: HttpRequest, number: int) -> SourceRecord:
    source = get_object_or_404(SourceRecord.objects.select_related("library"), pk=number)
    demand(request.user, "cataloguing.edit", source.library)
    return source


@require_POST
@require_role("cataloguing.edit", over=SOMEWHERE)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Open the record in the editor: the user's own draft of it, where there is one."""
    source = _own_source(request, number)
    draft = drafts.resume(source=source, actor=user_of(request), at=timezone.now())
    return redirect("cataloguing:draft", draft.pk)


@require_POST
@require_role("cataloguing.edit", over=SOMEWHERE)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a record without copies out of the catalogue."""
    source = _own_source(request, number)
    reason = request.POST.get("reason", "").strip()[:500]
    if not reason:
        messages.error(request, _("Say why the record is withdrawn."))
        return redirect("cataloguing:record", source.pk)
    try:
        withdraw_record(of=source, version=source.version, reason=reason, actor=user_of(request), at=timezone.now())
        messages.success(request, _("Withdrawn. Restoring an earlier version brings it back."))
    except RecordRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("cataloguing:record", source.pk)


@require_POST
@require_role("cataloguing.edit", over=SOMEWHERE)
def make_template(request: HttpRequest, number: int) -> HttpResponse:
    """Let new records begin like this one."""
    source = _own_source(request, number)
    try:
        template = records.make_template(
            source=source, name=request.POST.get("name", ""), actor=user_of(request), at=timezone.now()
        )
        messages.success(request, _("New records can begin from “%(name)s” now.") % {"name": template.name})
    except TemplateRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("cataloguing:record", source.pk)


@require_POST
@require_role("cataloguing.edit", over=SOMEWHERE)
def drop_template(request: HttpRequest, number: int) -> HttpResponse:
    """Take a template away."""
    template = get_object_or_404(RecordTemplate.objects.select_related("library"), pk=number)
    demand(request.user, "cataloguing.edit", template.library)
    records.drop_template(template=template, actor=user_of(request), at=timezone.now())
    messages.success(request, _("The template was taken away."))
    return redirect("cataloguing:home")
