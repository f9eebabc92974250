"""Counting: the box that takes one code after another, lists of codes, and what was found."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import allowed, demand, require_role
from lienthu.accounts.queries import working_site
from lienthu.circulation.errors import Refused
from lienthu.common.errors import DomainError
from lienthu.stock.errors import StocktakingRefused
from lienthu.stock.forms.counting import CodesForm, ScanForm
from lienthu.stock.models import Finding, Stocktaking
from lienthu.stock.queries import stocktakings as queries
from lienthu.stock.services import findings, scanning
from lienthu.stock.views.stocktakings import CLOSE, COUNT, library_of_taking, taking_of

LEND = "circulation.lend"
PER_PAGE = 50
Action = Finding.Action
# What a remedy needs beyond the right to count.
RIGHTS = {Action.CHECKED_IN: LEND, Action.MARKED_LOST: CLOSE}


@require_role(COUNT, over=library_of_taking)
def scan(request: HttpRequest, number: int) -> HttpResponseBase:
    """The box. Every code gets one answer; with htmx only the answer comes back."""
    taking = taking_of(number)
    context: dict[str, object] = {"taking": taking, "in_order": True}
    if request.method == "POST":
        form = ScanForm(request.POST)
        form.is_valid()
        said = form.cleaned_data
        context |= _answered(request, taking, said.get("code", ""), in_order=said["in_order"])
        context["in_order"] = said["in_order"]
    if request.headers.get("HX-Request"):
        return render(request, "stock/_scan_answer.html", context)
    context |= {"last": queries.last_scans(taking)}
    return render(request, "stock/stocktaking_scan.html", context)


def _answered(request: HttpRequest, taking: Stocktaking, code: str, *, in_order: bool) -> dict[str, object]:
    try:
        answer = scanning.scan(
            stocktaking=taking, code=code, in_order=in_order, actor=user_of(request), at=timezone.now()
        )
    except StocktakingRefused as refusal:
        return {"refusal": str(refusal)}
    waiting = [finding for finding in answer.findings if not finding.settled]
    return {"answer": answer, "to_do": [(finding, _choices(request, finding)) for finding in waiting]}


def _choices(request: HttpRequest, finding: Finding) -> list[Finding.Action]:
    """The remedies that this person may carry out."""
    library = finding.stocktaking.library
    return [
        action
        for action in findings.remedies(finding)
        if action not in RIGHTS or allowed(request.user, RIGHTS[action], library)
    ]


@require_role(COUNT, over=library_of_taking)
def codes(request: HttpRequest, number: int) -> HttpResponseBase:
    """A list of codes from a scanner with a memory, pasted or as a file."""
    taking = taking_of(number)
    form = CodesForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"taking": taking, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            batch = scanning.scan_all(
                stocktaking=taking,
                codes=form.lines(),
                in_order=form.cleaned_data["in_order"],
                actor=user_of(request),
                at=timezone.now(),
            )
            context |= {"batch": batch, "taken": sum(batch.counts.values()), "form": CodesForm()}
        except StocktakingRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "stock/stocktaking_codes.html", context)


@require_role(COUNT, over=library_of_taking)
def finding_list(request: HttpRequest, number: int) -> HttpResponseBase:
    """What was found, of one kind (`?kind=`) or all; `?all=1` has those that are settled too."""
    taking = taking_of(number)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Finding.Kind.values else ""
    every = request.GET.get("all") == "1"
    page = Paginator(queries.findings(taking, kind, waiting=not every), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        (
            finding,
            queries.title_of(finding.copy) if finding.copy else "",
            scanning.sentence_for(finding.kind),
            _choices(request, finding) if not finding.settled else [],
        )
        for finding in page
    ]
    counts = queries.findings_by_kind(taking)
    missing = counts.get(Finding.Kind.MISSING, (0, 0))[1]
    context = {
        "taking": taking, "rows": rows, "page": page, "kind": kind, "every": every, "counts": counts,
        "may_close": allowed(request.user, CLOSE, taking.library),
        "missing": missing if kind in ("", Finding.Kind.MISSING) else 0,
    }  # fmt: skip
    return render(request, "stock/stocktaking_findings.html", context)


@require_POST
@require_role(COUNT, over=library_of_taking)
def settle(request: HttpRequest, number: int, finding: int) -> HttpResponseBase:
    """One press on one remedy; `action=unsettle` takes words back."""
    found = get_object_or_404(Finding.objects.select_related("stocktaking__library"), pk=finding, stocktaking=number)
    word = request.POST.get("action", "")
    try:
        if word == "unsettle":
            findings.unsettle(finding=found, actor=user_of(request), at=timezone.now())
            messages.success(request, _("%(code)s waits to be settled again.") % {"code": found.code})
        elif word in Action.values:
            action = Action(word)
            if action in RIGHTS:
                demand(request.user, RIGHTS[action], found.stocktaking.library)
            findings.settle(
                finding=found, action=action, site=working_site(request), actor=user_of(request), at=timezone.now()
            )
            messages.success(request, _("%(code)s: %(done)s.") % {"code": found.code, "done": action.label})
    except (DomainError, Refused) as refusal:
        messages.error(request, str(refusal))
    return redirect(_back(request, number))


def _back(request: HttpRequest, number: int) -> str:
    """To the box, or to the list as it was."""
    if request.POST.get("back") == "scan":
        return reverse("stock:scan", args=[number])
    kind = request.POST.get("kind", "")
    query = f"?kind={kind}" if kind in Finding.Kind.values else ""
    return reverse("stock:findings", args=[number]) + query


@require_POST
@require_role(CLOSE, over=library_of_taking)
def all_lost(request: HttpRequest, number: int) -> HttpResponseBase:
    """Mark what is still missing as lost, all of it."""
    taking = taking_of(number)
    marked, refused = findings.mark_all_lost(
        stocktaking=taking, site=working_site(request), actor=user_of(request), at=timezone.now()
    )
    values = {"marked": marked, "refused": refused}
    messages.success(request, _("Marked as lost: %(marked)d. Could not be marked: %(refused)d.") % values)
    return redirect(reverse("stock:findings", args=[number]) + "?kind=missing")
