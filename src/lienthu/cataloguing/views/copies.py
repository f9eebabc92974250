"""Finding, adding, showing and changing copies."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.accounts.queries import working_site
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.search.state import read_state
from lienthu.cataloguing.copy_panels import panels
from lienthu.cataloguing.forms.numbers import CopyForm, EntryForm, span_of
from lienthu.cataloguing.models import Accession, AccessionSeries
from lienthu.cataloguing.rules.asking import elsewhere_query
from lienthu.cataloguing.services import call_numbers, copies
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE, allowed, demand
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation

EDIT = "cataloguing.edit"
RECENT = 15


@at_work(EDIT)
def copy_list(request: HttpRequest) -> HttpResponseBase:
    """Find a copy by a number, or a record of the library by words; below it, what was entered last."""
    library = library_of(request)
    text = request.GET.get("q", "").strip()[:200]
    if text:
        own = Copy.objects.filter(owner=library)
        found = own.filter(accession_number=text).first() or own.filter(barcode=text).first()
        if found is not None:
            return redirect("cataloguing:copy", found.pk)
    recent = Accession.objects.filter(owner=library).select_related("copy__record").order_by("-id")[:RECENT]
    context = {
        "q": text,
        "elsewhere": elsewhere_query(text),
        "records": _records_found(library, text) if text else [],
        "recent": [(line, facts_from_json(line.copy.record.facts)) for line in recent],
        "has_series": AccessionSeries.objects.filter(library=library).exists(),
    }
    return render(request, "cataloguing/copy_list.html", context)


def _records_found(library: Organisation, text: str) -> list[tuple[SourceRecord, object]]:
    """The library's records (or those of libraries above it) among the titles that the words find."""
    page = catalogue.results(read_state({"q": [text]}), facets=())
    titles = [hit.shown.id for hit in page.hits]
    above = federation.line_of(library, timezone.localdate()) | {library.pk}
    rows = SourceRecord.objects.filter(title__in=titles, library__in=above, withdrawn_at=None)
    ordered = sorted(rows, key=lambda row: (titles.index(row.title_id), row.pk))
    return [(row, facts_from_json(row.facts)) for row in ordered]


@at_work(EDIT)
def record_copies(request: HttpRequest, number: int) -> HttpResponseBase:
    """A record's copies that the library has, and the form that adds to them."""
    library = library_of(request)
    record = get_object_or_404(SourceRecord, pk=number)
    today = timezone.localdate()
    if record.library_id != library.pk and record.library_id not in federation.line_of(library, today):
        raise PermissionDenied
    suggestion = call_numbers.suggest(record=record, library=library)
    initial = {"on": today, "call_number": suggestion.call_number, "site": working_site(request)}
    form = EntryForm(request.POST or None, library=library, day=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            entry = copies.Entry(**form.entered())
            added = copies.add(record=record, library=library, entry=entry, actor=user_of(request), at=timezone.now())
            _tell(request, added)
            return redirect("cataloguing:record_copies", record.pk)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    own = Copy.objects.filter(record=record, owner=library).select_related("assigned", "accession").order_by("id")
    context = {
        "record": record,
        "facts": facts_from_json(record.facts),
        "copies": own,
        "others": Copy.objects.filter(record=record).exclude(owner=library).count(),
        "form": form,
        "suggestion": suggestion,
        "has_series": AccessionSeries.objects.filter(library=library, closed_on=None).exists(),
    }
    return render(request, "cataloguing/record_copies.html", context)


def _tell(request: HttpRequest, added: copies.Added) -> None:
    count = len(added.copies)
    values = {"count": count, "numbers": span_of(added.lines[0], added.lines[-1])}
    text = ngettext(
        "%(count)d copy was added: %(numbers)s. Its label waits to be printed.",
        "%(count)d copies were added: %(numbers)s. Their labels wait to be printed.",
        count,
    )
    messages.success(request, text % values)
    if added.jumped:
        text = ngettext(
            "%(count)d number was jumped over, because a copy has it already: %(numbers)s.",
            "%(count)d numbers were jumped over, because copies have them already: %(numbers)s.",
            len(added.jumped),
        )
        values = {"count": len(added.jumped), "numbers": span_of(added.jumped[0], added.jumped[-1])}
        messages.warning(request, text % values)


@require_role("catalogue.read", over=SOMEWHERE)
def copy_page(request: HttpRequest, number: int) -> HttpResponse:
    """The facts of one copy; for staff of its owner also how it came, what it cost and its history."""
    copy = get_object_or_404(
        Copy.objects.select_related("record", "owner", "custodian", "assigned", "place", "accession"), pk=number
    )
    may_edit = allowed(request.user, EDIT, copy.owner)
    names = federation.names([copy.owner_id, copy.custodian_id, copy.record.library_id], timezone.localdate())
    context = {
        "copy": copy,
        "facts": facts_from_json(copy.record.facts),
        "owner": names[copy.owner_id],
        "custodian": names[copy.custodian_id],
        "line": getattr(copy, "accession", None) if may_edit else None,
        "may_edit": may_edit,
        "entries": audit.entries_of(copy)[:50] if may_edit else [],
        "panels": panels(copy, request.user),
    }
    return render(request, "cataloguing/copy_page.html", context)


@require_role(EDIT, over=SOMEWHERE)
def copy_change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Correct a copy and its line in the register."""
    copy = get_object_or_404(Copy.objects.select_related("owner", "record", "accession"), pk=number)
    demand(request.user, EDIT, copy.owner)
    line: Accession | None = getattr(copy, "accession", None)
    initial = {name: getattr(copy, name) for name in copies.CHANGED_OF_COPY}
    if line is not None:
        initial |= {name: getattr(line, name) for name in copies.CHANGED_OF_LINE}
    form = CopyForm(request.POST or None, initial=initial, registered=line is not None)
    if request.method == "POST" and form.is_valid():
        try:
            copies.change(copy=copy, facts=form.cleaned_data, actor=user_of(request), at=timezone.now())
            messages.success(request, _("The copy was changed; its history says what."))
            return redirect("cataloguing:copy", copy.pk)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {"copy": copy, "form": form, "facts": facts_from_json(copy.record.facts)}
    return render(request, "cataloguing/copy_change.html", context)
