"""The editor: one page for a draft, whose every button is a request that keeps what was typed and does one thing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import demand, require_role
from lienthu.catalogue.errors import RecordChanged, RecordRefused
from lienthu.catalogue.models import SourceRecord
from lienthu.cataloguing.errors import DraftRefused
from lienthu.cataloguing.forms.records import Page, read_page, rows_of
from lienthu.cataloguing.models import Draft
from lienthu.cataloguing.rules.worksheets import WORKSHEETS
from lienthu.cataloguing.services import drafts, taking
from lienthu.cataloguing.views import editing
from lienthu.common.access import SOMEWHERE
from lienthu.federation import queries as federation
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.schema import marc21
from lienthu.lib.marc.validation import apply, validate


def draft_for(request: HttpRequest, number: int) -> Draft:
    """The user's own draft, as long as they may still catalogue for its library; else page 404 or 403."""
    mine = Draft.objects.visible_to(user_of(request)).select_related("library", "source")
    draft = get_object_or_404(mine, pk=number)
    demand(request.user, "cataloguing.edit", draft.library)
    return draft


@require_role("cataloguing.edit", over=SOMEWHERE)
def editor(request: HttpRequest, number: int) -> HttpResponseBase:
    """The draft in form or grid view; POST keeps it and does what the pressed button (`do`) says."""
    draft = draft_for(request, number)
    if request.method != "POST":
        return _page(request, draft, draft.record)
    page = read_page(request.POST, draft, on=timezone.localdate())
    try:
        draft = _kept(draft, page, page.record)
    except DraftRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("cataloguing:draft", draft.pk) if refusal.code == "elsewhere" else redirect("cataloguing:home")
    what, _colon, which = request.POST.get("do", "").partition(":")
    if what == "save":
        return _saved(request, draft)
    if what in ("fix", "use"):
        draft = _changed(request, draft, page, what, which)
    elif what == "view" and which in Draft.View.values:
        draft = _kept(draft, page._replace(view=which, revision=draft.revision), page.record)
    elif what == "sheet" and which in WORKSHEETS:
        draft = _kept(draft, page._replace(sheet=WORKSHEETS[which], revision=draft.revision), page.record)
    free = editing.FREE_ROWS * (3 if what == "rows" else 1)
    return _page(request, draft, draft.record, more=which if what == "more" else "", free=free)


def _kept(draft: Draft, page: Page, record: Record) -> Draft:
    return drafts.keep(
        draft=draft, record=record, view=page.view, revision=page.revision, at=timezone.now(), sheet=page.sheet.key
    )


def _changed(request: HttpRequest, draft: Draft, page: Page, what: str, which: str) -> Draft:
    """The draft after a fix ("3:isbn", the finding's number and code) or after another's record was taken over."""
    number, _colon, code = which.partition(":")
    place = int(number) if number.isdecimal() and len(number) < 16 else -1
    if what == "use":
        source = get_object_or_404(SourceRecord, pk=place)
        record = taking.use_in(draft=draft, source=source, actor=user_of(request), at=timezone.now())
        messages.success(request, _("The record was taken over. Compare it with the thing itself, then save."))
    elif code.startswith(editing.HEADING):
        changed = editing.with_heading(page.record, place, code)
        if changed is None:
            messages.info(request, _("The record has changed since; look at the list again."))
            return draft
        record = changed
    else:
        findings = validate(page.record, on=timezone.localdate())
        fix = findings[place].fix if 0 <= place < len(findings) and findings[place].code == code else None
        if fix is None:
            messages.info(request, _("The record has changed since; look at the list again."))
            return draft
        record = apply(page.record, fix)
    return _kept(draft, page._replace(revision=draft.revision), record)


def _saved(request: HttpRequest, draft: Draft) -> HttpResponse:
    try:
        saved = drafts.save(draft=draft, actor=user_of(request), at=timezone.now())
    except RecordChanged as refusal:
        messages.warning(request, str(refusal))
        return redirect("cataloguing:conflict", draft.pk)
    except (DraftRefused, RecordRefused) as refusal:
        messages.error(request, str(refusal))
        return _page(request, draft, draft.record, refused=True)
    said = {
        "new": _("Saved. The record is in the catalogue now."),
        "updated": _("Saved as version %(number)d.") % {"number": saved.source.version},
        "unchanged": _("Nothing had changed, so nothing was saved."),
    }
    messages.success(request, said[saved.outcome])
    return redirect("cataloguing:record", saved.source.pk)


def _page(request: HttpRequest, draft: Draft, record: Record, **how: Any) -> HttpResponse:
    context = editing.editor(draft, record, **how)
    names = federation.names([draft.library_id], timezone.localdate())
    return render(request, "cataloguing/record_editor.html", context | {"library_name": names[draft.library_id]})


@require_POST
@require_role("cataloguing.edit", over=SOMEWHERE)
def check(request: HttpRequest, number: int) -> HttpResponseBase:
    """For the page itself while one types: keeps the draft, and answers with findings, likenesses and positions."""
    draft = draft_for(request, number)
    page = read_page(request.POST, draft, on=timezone.localdate())
    try:
        draft = _kept(draft, page, page.record)
    except DraftRefused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    findings = editing.found_in(page.record)
    context = {
        "draft": draft,
        "findings": findings,
        "likes": editing.likes(draft, page.record),
        "coded": editing.coded_positions(page.sheet, page.record),
    }
    parts = {
        name: render_to_string(f"cataloguing/_record_{name}.html", context, request)
        for name in ("findings", "likes", "coded")
    }
    return JsonResponse(
        {
            "revision": draft.revision,
            "kept": _("Kept as a draft at %(time)s") % {"time": f"{timezone.localtime():%H:%M:%S}"},
            "parts": parts,
            "findings": [
                {name: each[name] for name in ("index", "tag", "severity", "text")} for each in findings
            ],
            "fixed": {row.tag: row.text for row in rows_of(page.record) if row.tag in ("LDR", "008")},
        }
    )  # fmt: skip


@require_safe
@cache_control(private=True, max_age=86400)
@require_role("cataloguing.edit", over=SOMEWHERE)
def schema(request: HttpRequest) -> HttpResponseBase:
    """The names of fields, indicators and subfields in the reader's language, for the grid."""
    language = get_language()
    fields = {
        tag: {
            "label": field.label.in_language(language),
            "repeatable": field.repeatable,
            "indicators": [
                {
                    "label": codes.label.in_language(language),
                    "codes": {
                        code.replace(" ", "#"): label.in_language(language) for code, label in codes.codes.items()
                    },
                }
                if codes
                else None
                for codes in field.indicators
            ],
            "subfields": {
                code: subfield.label.in_language(language) for code, subfield in (field.subfields or {}).items()
            },
        }
        for tag, field in marc21().items()
    }
    return JsonResponse(fields)


@require_POST
@require_role("cataloguing.edit", over=SOMEWHERE)
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Throw the draft away."""
    draft = draft_for(request, number)
    drafts.discard(draft=draft)
    messages.success(request, _("The draft was thrown away."))
    return redirect("cataloguing:record", draft.source_id) if draft.source_id else redirect("cataloguing:home")
