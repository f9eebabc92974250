"""Weeding: lists by criteria, edited, proposed, decided on, undone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.accounts.queries import working_library
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.catalogue.queries.copies import numbered
from lienthu.circulation.queries.uses import first_use
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.federation.models import Organisation
from lienthu.stock.errors import WeedingRefused
from lienthu.stock.forms.counting import ReasonForm
from lienthu.stock.forms.weeding import AddForm, CriteriaForm, DecisionForm
from lienthu.stock.models import WeedingItem, WeedingList
from lienthu.stock.queries import weeding as queries
from lienthu.stock.rules.counting import cleaned
from lienthu.stock.rules.weeding import Criteria
from lienthu.stock.services import proposals, weeding

WEED = "stock.weed"
PER_PAGE = 50


def library_of_list(number: int, **_rest: object) -> Organisation:
    """Whose list it is, for the guard of its pages."""
    return get_object_or_404(WeedingList.objects.select_related("library"), pk=number).library


@at_work(WEED)
def weeding_lists(request: HttpRequest) -> HttpResponseBase:
    """The lists of the library where the person works, newest first."""
    rows = WeedingList.objects.filter(library=working_library(request)).select_related("made_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counted = [(each, queries.counts_of(each)) for each in page]
    return render(request, "stock/weeding_list.html", {"rows": counted, "page": page})


@at_work(WEED)
def weeding_new(request: HttpRequest) -> HttpResponseBase:
    """Choose criteria; the list is made of what they find."""
    library = working_library(request)
    assert library is not None  # noqa: S101 the guard has seen to it
    name = _("Weeding %(year)d") % {"year": timezone.localdate().year}
    form = CriteriaForm(request.POST or None, initial={"name": name})
    if request.method == "POST" and form.is_valid():
        try:
            made = weeding.make(
                library=library,
                name=form.cleaned_data["name"],
                criteria=form.criteria(),
                actor=user_of(request),
                at=timezone.now(),
            )
            return redirect("stock:weeding", made.pk)
        except WeedingRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "stock/weeding_new.html", {"form": form, "known_since": first_use(library)})


@require_role(WEED, over=library_of_list)
def weeding_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """The list, copy by copy, with what can be done now; `?reason=` narrows it."""
    shown = WeedingList.objects.select_related("library", "made_by", "done_by").get(pk=number)
    items = queries.items_of(shown)
    reason = request.GET.get("reason", "")
    if reason in WeedingItem.Reason.values:
        items = items.filter(Q(pk__in=[item.pk for item in items if reason in item.reasons]))
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(item, facts_from_json(item.copy.record.facts), proposals.reasons_of(item)) for item in page]
    context = {
        "list": shown, "rows": rows, "page": page, "counts": queries.counts_of(shown), "reason": reason,
        "reasons": WeedingItem.Reason.choices,
        "criteria": proposals.criteria_in_words(Criteria.from_json(shown.criteria)),
        "add": AddForm(), "undo": ReasonForm(), "entries": audit.entries_of(shown)[:50],
    }  # fmt: skip
    return render(request, "stock/weeding_page.html", context)


@require_POST
@require_role(WEED, over=library_of_list)
def weeding_change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Add a copy by its code, propose the list, give it up, or bring everything back (`do=`)."""
    shown = get_object_or_404(WeedingList, pk=number)
    actor, now, word = user_of(request), timezone.now(), request.POST.get("do", "")
    try:
        if word == "add":
            weeding.add(weeding=shown, copy=_copy(shown, request.POST.get("code", "")), actor=actor, at=now)
            messages.success(request, _("The copy is on the list."))
        elif word == "propose":
            weeding.propose(weeding=shown, actor=actor, at=now)
            messages.success(request, _("The list is proposed. Print it, and enter the decision once it is taken."))
        elif word == "cancel":
            weeding.cancel(weeding=shown, actor=actor, at=now)
            messages.success(request, _("The list is given up; nothing was withdrawn."))
        elif word == "undo":
            reason = request.POST.get("reason", "")
            done, refused = weeding.undo_all(weeding=shown, reason=reason, actor=actor, at=now)
            values = {"done": done, "refused": refused}
            messages.success(request, _("Brought back: %(done)d. Not possible any more: %(refused)d.") % values)
    except WeedingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("stock:weeding", shown.pk)


def _copy(shown: WeedingList, typed: str) -> Copy:
    """The library's copy with this code. Raises WeedingRefused for none, or several."""
    code = cleaned(typed)
    own = Copy.objects.filter(owner=shown.library_id)
    found = list(own.filter(pk__in=numbered((code,)))[:2]) if code else []
    if len(found) != 1:
        message = _("No copy of your library has this code alone. Scan it, or type its accession number.")
        raise WeedingRefused("unknown", message)
    return found[0]


@require_POST
@require_role(WEED, over=library_of_list)
def weeding_item(request: HttpRequest, number: int, item: int) -> HttpResponseBase:
    """Keep one copy with a reason, let it go after all, or bring it back (`do=`)."""
    row = get_object_or_404(WeedingItem.objects.select_related("weeding", "copy"), pk=item, weeding=number)
    actor, now, word, reason = user_of(request), timezone.now(), request.POST.get("do"), request.POST.get("reason", "")
    try:
        if word == "keep":
            weeding.keep(item=row, reason=reason, actor=actor, at=now)
        elif word == "let_go":
            weeding.let_go(item=row, actor=actor, at=now)
        elif word == "undo":
            weeding.undo(item=row, reason=reason, actor=actor, at=now)
    except WeedingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("stock:weeding", args=[number]) + f"#item-{row.pk}")


@require_role(WEED, over=library_of_list)
def weeding_decide(request: HttpRequest, number: int) -> HttpResponseBase:
    """Enter the decision; with it the copies are withdrawn."""
    shown = get_object_or_404(WeedingList, pk=number)
    today = timezone.localdate()
    form = DecisionForm(request.POST or None, initial={"decided_on": today, "removed_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            gone, left_out = weeding.carry_out(
                weeding=shown, decision=form.decision(), actor=user_of(request), at=timezone.now()
            )
            values = {"gone": gone, "left_out": left_out}
            messages.success(request, _("Withdrawn: %(gone)d copies. Left out: %(left_out)d.") % values)
            return redirect("stock:weeding", shown.pk)
        except WeedingRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"list": shown, "form": form, "counts": queries.counts_of(shown)}
    return render(request, "stock/weeding_decide.html", context)


@require_role(WEED, over=library_of_list)
def weeding_proposal(_request: HttpRequest, number: int) -> HttpResponseBase:
    """The proposal as DOCX."""
    shown = WeedingList.objects.select_related("library", "made_by").get(pk=number)
    return download(proposals.proposal(shown), f"to-trinh-thanh-loc-{number}.docx")


@require_role(WEED, over=library_of_list)
def weeding_table(_request: HttpRequest, number: int) -> HttpResponseBase:
    """The whole list as XLSX."""
    shown = WeedingList.objects.select_related("library").get(pk=number)
    return download(proposals.table(shown), f"thanh-loc-{number}.xlsx")
