"""Correcting, merging, referring: what people do with a heading, and the page of what came of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import require_role
from lienthu.authorities.errors import ChangeRefused, HeadingRefused
from lienthu.authorities.forms import CorrectForm, MergeForm, ReferForm, RelateForm
from lienthu.authorities.models import Change, Heading, Relation, RewrittenRecord
from lienthu.authorities.rules import may_edit
from lienthu.authorities.services import changes, references
from lienthu.authorities.services.changes import Scope
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.queries.staff import libraries_for
from lienthu.common.access import SOMEWHERE
from lienthu.common.models import Job
from lienthu.federation import queries as federation

RECORDS = 50
UNDER_WAY = (Job.State.QUEUED, Job.State.RUNNING)


def demand_edit(request: HttpRequest) -> None:
    """Headings are shared by all: changing them is for the hub's own people and provincial libraries."""
    if not may_edit(request.user):
        raise PermissionDenied


def _scope(request: HttpRequest, *, with_files: bool) -> Scope:
    libraries = libraries_for(user_of(request), "cataloguing.edit")
    return Scope([library.pk for library, _name in libraries], with_files)


def _first_error(form: Any) -> str:
    return str(next(iter(form.errors.values()))[0])


@require_POST
@require_role("authorities.edit", over=SOMEWHERE)
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """Give the heading another form."""
    demand_edit(request)
    heading = get_object_or_404(Heading, pk=number)
    form = CorrectForm(request.POST, kind=heading.kind, prefix="c")
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect("authorities:heading", number)
    try:
        change = changes.correct(
            heading=heading, form=form.cleaned_data["form"], reason=form.cleaned_data["reason"],
            scope=_scope(request, with_files=form.cleaned_data["with_files"]), actor=user_of(request),
            at=timezone.now(),
        )  # fmt: skip
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
        other = refusal.context.get("heading")
        address = redirect("authorities:heading", number)
        if isinstance(other, int):
            address["Location"] += f"?into={other}#merge"
        return address
    return _made(request, change, _("Corrected. It can be undone below."))


@require_POST
@require_role("authorities.edit", over=SOMEWHERE)
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Merge the heading into another one."""
    demand_edit(request)
    heading = get_object_or_404(Heading, pk=number)
    form = MergeForm(request.POST, prefix="m")
    if not form.is_valid():
        messages.error(request, _("Choose the heading that this one is merged into."))
        return redirect("authorities:heading", number)
    try:
        change = changes.merge(
            kept=get_object_or_404(Heading, pk=form.cleaned_data["into"]), moved=heading,
            reason=form.cleaned_data["reason"], scope=_scope(request, with_files=form.cleaned_data["with_files"]),
            actor=user_of(request), at=timezone.now(),
        )  # fmt: skip
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("authorities:heading", number)
    return _made(request, change, pgettext("heading", "Merged. It can be undone below."))


def _made(request: HttpRequest, change: Change, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("authorities:change", change.pk)


@require_role("authorities.edit", over=SOMEWHERE)
def change_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """A correction or a merge: how far its records are, and undoing it."""
    change = get_object_or_404(Change.objects.select_related("kept", "moved", "job", "actor", "undone_by"), pk=number)
    states = dict.fromkeys(RewrittenRecord.State.values, 0)
    for state in change.records.values_list("state", flat=True):
        states[state] += 1
    rows = list(change.records.select_related("record")[:RECORDS])
    names = federation.names([row.record.library_id for row in rows], timezone.localdate())
    context = {
        "change": change,
        "states": states,
        "job": change.job,
        "under_way": change.job is not None and change.job.state in UNDER_WAY,
        "records": [
            {"row": row, "facts": facts_from_json(row.record.facts), "library": names[row.record.library_id]}
            for row in rows
        ],
        "may": may_edit(request.user),
    }
    part = "authorities/_change_progress.html" if request.headers.get("HX-Request") else "authorities/change_page.html"
    response = render(request, part, context)
    response["Vary"] = "HX-Request"
    return response


@require_POST
@require_role("authorities.edit", over=SOMEWHERE)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a correction or a merge back."""
    demand_edit(request)
    change = get_object_or_404(Change, pk=number)
    try:
        changes.undo(change=change, actor=user_of(request), at=timezone.now())
        messages.success(request, _("Undone; everything is as it was before."))
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("authorities:change", change.pk)


def _done(request: HttpRequest, number: int, sentence: str, what: Callable[[], object]) -> HttpResponse:
    """Do one small thing to a heading, say what came of it, and show the heading."""
    try:
        what()
        messages.success(request, sentence)
    except HeadingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("authorities:heading", number)


@require_POST
@require_role("authorities.edit", over=SOMEWHERE)
def refer(request: HttpRequest, number: int) -> HttpResponse:
    """Have another form lead to the heading."""
    demand_edit(request)
    heading = get_object_or_404(Heading, pk=number)
    form = ReferForm(request.POST, kind=heading.kind, prefix="r")
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect("authorities:heading", number)
    user, at = user_of(request), timezone.now()
    return _done(
        request, number, _("The form leads here now."),
        lambda: references.refer(heading=heading, form=form.cleaned_data["form"], actor=user, at=at),
    )  # fmt: skip


@require_POST
@require_role("authorities.edit", over=SOMEWHERE)
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Let a form no longer lead to the heading."""
    demand_edit(request)
    text = request.POST.get("reference", "")
    chosen = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    reference = get_object_or_404(Heading, pk=chosen, leads_to=number)
    user, at = user_of(request), timezone.now()
    sentence = _("The form stands by itself now.")
    return _done(request, number, sentence, lambda: references.drop(reference=reference, actor=user, at=at))


@require_POST
@require_role("authorities.edit", over=SOMEWHERE)
def relate(request: HttpRequest, number: int) -> HttpResponse:
    """Put another heading beside this one."""
    demand_edit(request)
    heading = get_object_or_404(Heading, pk=number)
    form = RelateForm(request.POST, prefix="b")
    if not form.is_valid():
        messages.error(request, _("Choose the other heading and what it is to this one."))
        return redirect("authorities:heading", number)
    other = get_object_or_404(Heading, pk=form.cleaned_data["other"])
    user, at, how = user_of(request), timezone.now(), form.cleaned_data["how"]
    return _done(
        request, number, _("Put beside."),
        lambda: references.relate(one=heading, other=other, kind=how, actor=user, at=at),
    )  # fmt: skip


@require_POST
@require_role("authorities.edit", over=SOMEWHERE)
def unrelate(request: HttpRequest, number: int) -> HttpResponse:
    """Take a relation back."""
    demand_edit(request)
    relation = get_object_or_404(Relation.objects.select_related("one", "other"), pk=number)
    text = request.POST.get("back", "")
    back = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else relation.one_id
    user, at = user_of(request), timezone.now()
    return _done(
        request, back, _("The relation was taken away."),
        lambda: references.unrelate(relation=relation, actor=user, at=at),
    )  # fmt: skip
