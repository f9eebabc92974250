"""Versions of a record side by side, and the choice between two that were made at one time."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import allowed, demand, require_role
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.errors import RecordRefused, TitleUnknown
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.queries.records import in_version, versions_of
from lienthu.catalogue.views.comparing import marked
from lienthu.cataloguing.services import drafts, records
from lienthu.cataloguing.views.editing import label_of
from lienthu.cataloguing.views.record_editor import draft_for
from lienthu.common.access import SOMEWHERE
from lienthu.lib.marc.difference import Change, changes, chosen
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.written import indicators_of, is_control, text_of


def side_by_side(compared: Sequence[Change]) -> list[dict[str, Any]]:
    """Rows for the template: the changes that change something, with the words that differ marked."""
    rows = []
    for place, change in enumerate(compared):
        field = change.left or change.right
        if not change.differs or field is None or field[0] == "005":
            continue
        left, right = marked(_written(change.left), _written(change.right))
        rows.append({"place": place, "tag": field[0], "label": label_of(field[0]), "left": left, "right": right})
    return rows


def _written(field: tuple[str, str] | None) -> str:
    if field is None:
        return ""
    tag, content = field
    if tag == "LDR" or is_control(tag, content):
        return content.replace(" ", "#") if tag in ("LDR", "006", "007", "008") else content
    return f"{indicators_of(content)} {text_of(tag, content).replace('$', ' $').strip()}"


@require_role("cataloguing.edit", over=SOMEWHERE)
def version_page(request: HttpRequest, number: int, version: int) -> HttpResponseBase:
    """One version beside the one before it, or beside `?with=`."""
    source = get_object_or_404(SourceRecord.objects.select_related("library"), pk=number)
    said = request.GET.get("with", "")
    other = int(said) if said.isdecimal() and len(said) < 9 else max(version - 1, 1)
    try:
        compared = changes(in_version(source, other), in_version(source, version))
    except TitleUnknown as unknown:
        raise Http404(str(unknown)) from unknown
    context = {
        "source": source,
        "version": version,
        "other": other,
        "rows": side_by_side(compared),
        "versions": versions_of(source),
        "may": allowed(request.user, "cataloguing.edit", source.library) and version != source.version,
    }
    return render(request, "cataloguing/record_version.html", context)


@require_POST
@require_role("cataloguing.edit", over=SOMEWHERE)
def restore(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Make an earlier version the newest."""
    source = get_object_or_404(SourceRecord.objects.select_related("library"), pk=number)
    demand(request.user, "cataloguing.edit", source.library)
    seen = request.POST.get("seen", "")
    try:
        saved = records.restore(
            source=source,
            number=version,
            version=int(seen) if seen.isdecimal() and len(seen) < 9 else source.version,
            actor=user_of(request),
            at=timezone.now(),
        )
        text = _("Version %(old)d is in force again, as version %(new)d.")
        messages.success(request, text % {"old": version, "new": saved.source.version})
    except (RecordRefused, TitleUnknown) as refusal:
        messages.error(request, str(refusal))
    return redirect("cataloguing:record", source.pk)


@require_role("cataloguing.edit", over=SOMEWHERE)
def conflict(request: HttpRequest, number: int) -> HttpResponseBase:
    """Somebody saved the record while this draft was made: choose field by field, then go on from both."""
    draft = draft_for(request, number)
    source = draft.source
    if source is None or source.version == draft.base_version:
        return redirect("cataloguing:draft", draft.pk)
    compared = changes(draft.record, catalogue.marc_view(source.pk))
    rows = side_by_side(compared)
    if request.method == "POST":
        picked = {row["place"] for row in rows if request.POST.get(f"pick.{row['place']}") == "theirs"}
        seen = request.POST.get("seen")
        if seen != str(source.version):
            messages.warning(request, _("The record was saved once more meanwhile; this is how it is now."))
            return redirect("cataloguing:conflict", draft.pk)
        stamps = {place for place, change in enumerate(compared) if _is_stamp(change)}
        record = chosen(compared, picked | stamps)
        drafts.settle(draft=draft, record=record, version=source.version, at=timezone.now())
        messages.success(request, _("This is the record made of both. Look it over, then save."))
        return redirect("cataloguing:draft", draft.pk)
    base = in_version(source, draft.base_version)
    for row in rows:
        row["theirs"] = _changed_by_them(compared[row["place"]], base)
    who = versions_of(source).first()
    context = {"draft": draft, "source": source, "rows": rows, "who": who.run.actor if who else None}
    return render(request, "cataloguing/record_conflict.html", context)


def _is_stamp(change: Change) -> bool:
    field = change.left or change.right
    return field is not None and field[0] == "005"


def _changed_by_them(change: Change, base: Record) -> bool:
    """Whether only the other person touched this: what is ours is what it was when we began."""
    fields = [("LDR", base.leader), *base.fields]
    if change.left is not None:
        return change.left in fields
    return change.right not in fields
