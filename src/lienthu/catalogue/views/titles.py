"""A title as staff see it: its records and why they are together; merging, splitting, taking back."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import allowed, demand, require_role
from lienthu.catalogue import queries
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.errors import RegroupingRefused, TitleUnknown
from lienthu.catalogue.forms import MergeForm, SplitForm
from lienthu.catalogue.models import Regrouping, SourceRecord, Title
from lienthu.catalogue.queries.staff import compared_titles, regroupings_of
from lienthu.catalogue.search.state import read_state
from lienthu.catalogue.services import titles
from lienthu.catalogue.views.comparing import in_words
from lienthu.catalogue.words import evidence, sentence
from lienthu.common.access import SOMEWHERE
from lienthu.federation import queries as federation

CANDIDATES = 8
_NUMBER = re.compile(r"(?:.*/(?:t|titles)/)?([0-9]{1,18})/?")


@require_role("catalogue.match", over=SOMEWHERE)
def title_list(request: HttpRequest) -> HttpResponseBase:
    """Find a title by its number, its address or by words."""
    state = read_state(dict(request.GET.lists()))
    number = _number_in(state.q)
    if number and Title.objects.filter(pk=number).exists():
        return redirect("catalogue:title", number)
    page = queries.results(state, facets=()) if state.q else None
    return render(request, "catalogue/title_list.html", {"state": state, "page": page})


def _number_in(text: str) -> int | None:
    """The title's number, when that or the address of its page is all there is."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None


@require_role("catalogue.match", over=SOMEWHERE)
def title_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """The records of a title with the evidence of each, its history, and what it could be merged with.

    `?find=` looks for another title by number, address or words; `?other=` sets one beside this.
    """
    title = get_object_or_404(Title, pk=number)
    if title.merged_into_id is not None:
        messages.info(request, _("Title %(old)d was merged; this is where it leads.") % {"old": title.pk})
        return redirect("catalogue:title", title.merged_into_id)
    records = list(title.records.select_related("library").order_by("pk"))
    names = federation.names([record.library_id for record in records], timezone.localdate())
    may = _may(request, records)
    context = {
        "title": title,
        "shown": queries.titles_shown([title.pk]).get(title.pk),
        "records": [
            {
                "record": record,
                "library": names[record.library_id],
                "facts": facts_from_json(record.facts),
                "evidence": evidence(record),
            }
            for record in records
        ],
        "split": SplitForm(records=[record.pk for record in records]),
        "regroupings": regroupings_of(title.pk),
        "may": may,
        "may_split": may and len(records) > 1,
    }
    return render(request, "catalogue/title_page.html", context | _candidates(request, title))


def _candidates(request: HttpRequest, title: Title) -> dict[str, object]:
    """The other title that was named, set beside this one; or titles with the words that were given."""
    text = request.GET.get("find", "").strip()
    number = _number_in(request.GET.get("other", "")) or _number_in(text)
    if number:
        other = Title.objects.filter(pk=number).first()
        other = other.merged_into or other if other else None
        if other is None or other == title:
            trouble = _("These are one title already.") if other else _("There is no title with this number.")
            return {"find": text, "find_trouble": trouble}
        compared = compared_titles(title.pk, other.pk)
        if compared is None:
            return {"find": text, "find_trouble": _("There is no title with this number.")}
        elements, reasons = compared
        return {
            "other": other,
            "other_shown": queries.titles_shown([other.pk])[other.pk],
            "elements": in_words(elements),
            "reasons": [sentence(reason) for reason in reasons],
            "merge": MergeForm(initial={"other": other.pk}),
        }
    if not text:
        return {}
    found = queries.results(read_state({"q": [text]}), facets=())
    hits = [hit for hit in found.hits if hit.shown.id != title.pk][:CANDIDATES]
    return {"find": text, "hits": hits, "find_trouble": "" if hits else _("Nothing else was found with these words.")}


def _may(request: HttpRequest, records: list[SourceRecord]) -> bool:
    """Staff of any library that has a record here may regroup it: it is their record too."""
    return any(allowed(request.user, "catalogue.match", record.library) for record in records)


def _demand(request: HttpRequest, *numbers: int) -> None:
    records = list(SourceRecord.objects.filter(title__in=numbers).select_related("library"))
    if not _may(request, records):
        demand(request.user, "catalogue.match", None)


@require_POST
@require_role("catalogue.match", over=SOMEWHERE)
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Merge another title into this one."""
    form = MergeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say which other title it is, and give a reason."))
        return redirect("catalogue:title", number)
    _demand(request, number, form.cleaned_data["other"])
    try:
        titles.merge(
            kept=number,
            moved=form.cleaned_data["other"],
            reason=form.cleaned_data["reason"],
            actor=user_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("Merged. It can be undone below."))
    except (RegroupingRefused, TitleUnknown) as refusal:
        messages.error(request, str(refusal))
    return redirect("catalogue:title", number)


@require_POST
@require_role("catalogue.match", over=SOMEWHERE)
def split(request: HttpRequest, number: int) -> HttpResponse:
    """Take records out of this title into one of their own."""
    _demand(request, number)
    own = list(SourceRecord.objects.filter(title=number).values_list("pk", flat=True))
    form = SplitForm(request.POST, records=own)
    if not form.is_valid():
        messages.error(request, _("Choose the records to take out and give a reason."))
        return redirect("catalogue:title", number)
    try:
        done = titles.split(
            title=number,
            records=form.cleaned_data["records"],
            reason=form.cleaned_data["reason"],
            actor=user_of(request),
            at=timezone.now(),
        )
        messages.success(
            request, _("Taken out into title %(number)d. It can be undone below.") % {"number": done.moved_id}
        )
    except RegroupingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("catalogue:title", number)


@require_POST
@require_role("catalogue.match", over=SOMEWHERE)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a merge or a split back."""
    regrouping = get_object_or_404(Regrouping, pk=number)
    _demand(request, regrouping.kept_id, regrouping.moved_id)
    try:
        titles.undo(regrouping=regrouping, actor=user_of(request), at=timezone.now())
        messages.success(request, _("Undone; everything is as it was before."))
    except RegroupingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("catalogue:title", regrouping.kept_id)
