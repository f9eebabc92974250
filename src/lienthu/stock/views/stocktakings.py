"""A library's stocktakings: opening, progress, closing, minutes."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import allowed, at_work, require_role
from lienthu.accounts.queries import working_library, working_site
from lienthu.common import audit
from lienthu.common.downloads import download
from lienthu.common.models import Job
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.stock.errors import StocktakingRefused
from lienthu.stock.forms.counting import MinutesForm, OpenForm, ReasonForm
from lienthu.stock.models import Stocktaking
from lienthu.stock.queries import stocktakings as queries
from lienthu.stock.services import long_work, stocktakings
from lienthu.stock.services import minutes as papers

COUNT, CLOSE = "stock.count", "stock.close"
PER_PAGE = 25
UNDER_WAY = (Job.State.QUEUED, Job.State.RUNNING)


def library_of_taking(number: int, **_rest: object) -> Organisation:
    """Whose stocktaking it is, for the guard of its pages."""
    return get_object_or_404(Stocktaking.objects.select_related("library"), pk=number).library


def taking_of(number: int) -> Stocktaking:
    return Stocktaking.objects.select_related("library", "site", "opened_by").get(pk=number)


@at_work(COUNT)
def stocktaking_list(request: HttpRequest) -> HttpResponseBase:
    """Those of the library where the person works, newest first."""
    library = working_library(request)
    page = Paginator(Stocktaking.objects.filter(library=library).select_related("site"), PER_PAGE)
    shown = page.get_page(request.GET.get("page"))
    rows = [(taking, papers.described(taking), queries.last_closing(taking)) for taking in shown]
    context = {"rows": rows, "page": shown, "may_open": allowed(request.user, CLOSE, library)}
    return render(request, "stock/stocktaking_list.html", context)


@at_work(CLOSE)
def stocktaking_open(request: HttpRequest) -> HttpResponseBase:
    """Say what is counted; the list of what is expected is fixed as it opens."""
    library = library_of(request)
    today = timezone.localdate()
    sites = list(federation.sites_of([library.pk], today))
    form = OpenForm(
        request.POST or None,
        sites=sites,
        shelves=queries.shelves_of(library),
        initial={"name": _("Stocktaking %(day)s") % {"day": f"{today:%m/%Y}"}},
    )
    if request.method == "POST" and form.is_valid():
        try:
            opened = stocktakings.open_stocktaking(
                library=library,
                name=form.cleaned_data["name"],
                part=form.part(),
                actor=user_of(request),
                at=timezone.now(),
            )
            return redirect("stock:stocktaking", opened.pk)
        except StocktakingRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "stock/stocktaking_open.html", {"form": form})


@require_role(COUNT, over=library_of_taking)
def stocktaking(request: HttpRequest, number: int) -> HttpResponseBase:
    """How far it is, what was found, who counts; and, once it is closed, its result. With htmx only the progress."""
    taking = taking_of(number)
    sections = queries.progress(taking)
    context: dict[str, object] = {"taking": taking, "sections": sections, "total": queries.total(sections)}
    if request.headers.get("HX-Request"):
        return render(request, "stock/_progress.html", context)
    closing = queries.last_closing(taking)
    context |= {
        "part": papers.described(taking),
        "findings": queries.findings_by_kind(taking),
        "counters": queries.counters(taking),
        "closing": closing,
        "sums": _sums(closing.figures["all"]) if closing else [],
        "may_close": allowed(request.user, CLOSE, taking.library),
        "reason": ReasonForm(),
        "entries": audit.entries_of(taking)[:50],
        "being_closed": queries.under_way(taking, long_work.CLOSE_JOB),
    }
    return render(request, "stock/stocktaking_page.html", context)


def _sums(every: dict[str, int]) -> list[tuple[str, int, int]]:
    """`(result, titles, copies)` of a closing."""
    return [(label, every[f"{name}_titles"], every[name]) for name, label in papers.result_names()]


@require_role(CLOSE, over=library_of_taking)
def stocktaking_close(request: HttpRequest, number: int) -> HttpResponseBase:
    """The last look before the figures are frozen, and what the minutes say."""
    taking = taking_of(number)
    before = taking.closings.first()
    initial: dict[str, object] = {"held_on": timezone.localdate(), "commission": str(request.user)}
    site = taking.site or working_site(request)
    initial["place"] = site.address.rpartition(",")[2].strip() if site else ""
    if before is not None:
        members = "\n".join("; ".join(part for part in member if part) for member in before.commission)
        initial |= {"number": before.number, "place": before.place, "commission": members, "remarks": before.remarks}
    form = MinutesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _closed(request, taking, form.minutes())
        except StocktakingRefused as refusal:
            form.add_error(None, str(refusal))
    total = queries.total(queries.progress(taking))
    return render(request, "stock/stocktaking_close.html", {"taking": taking, "form": form, "total": total})


def _closed(request: HttpRequest, taking: Stocktaking, minutes: stocktakings.Minutes) -> HttpResponse:
    """At once, or by a job where there are very many copies."""
    actor, at = user_of(request), timezone.now()
    if queries.is_large(taking):
        long_work.ask_to_close(stocktaking=taking, minutes=minutes, actor=actor, at=at)
        return redirect("stock:work", taking.pk)
    stocktakings.close(stocktaking=taking, minutes=minutes, actor=actor, at=at)
    messages.success(request, _("The stocktaking is closed. Its minutes and lists are below."))
    return redirect("stock:stocktaking", taking.pk)


@require_POST
@require_role(CLOSE, over=library_of_taking)
def stocktaking_reopen(request: HttpRequest, number: int) -> HttpResponseBase:
    """Go on counting, with the reason."""
    taking = taking_of(number)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        stocktakings.reopen(stocktaking=taking, reason=reason, actor=user_of(request), at=timezone.now())
        messages.success(request, _("The stocktaking is open again."))
    except StocktakingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("stock:stocktaking", taking.pk)


@require_role(COUNT, over=library_of_taking)
def stocktaking_minutes(request: HttpRequest, number: int) -> HttpResponseBase:
    """The minutes as DOCX."""
    taking = taking_of(number)
    try:
        return download(papers.minutes(taking), f"bien-ban-kiem-ke-{number}.docx")
    except StocktakingRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("stock:stocktaking", taking.pk)


@require_role(COUNT, over=library_of_taking)
def stocktaking_lists(request: HttpRequest, number: int) -> HttpResponseBase:
    """Every list as XLSX; one with very many rows is written by a job."""
    taking = taking_of(number)
    if queries.is_large(taking):
        return redirect("stock:work", number)
    return download(papers.lists(taking), f"kiem-ke-{number}.xlsx")


@require_role(COUNT, over=library_of_taking)
def stocktaking_work(request: HttpRequest, number: int) -> HttpResponseBase:
    """How far the long work on it is, and its file; POST asks for the lists. With htmx only the part that changes."""
    taking = taking_of(number)
    if request.method == "POST":
        long_work.ask_for_lists(stocktaking=taking, actor=user_of(request), at=timezone.now())
        return redirect("stock:work", number)
    closing, lists = (queries.last_job(taking, kind) for kind in (long_work.CLOSE_JOB, long_work.LISTS_JOB))
    if closing and closing.state == Job.State.DONE:
        closing = None
    context = {
        "taking": taking,
        "closing": closing if taking.is_open else None,
        "lists": lists,
        "file": lists if lists and lists.state == Job.State.DONE and long_work.file_of(lists).exists() else None,
        "waits": any(job and job.state in UNDER_WAY for job in (closing, lists)),
    }
    template = "_work.html" if request.headers.get("HX-Request") else "stocktaking_work.html"
    return render(request, f"stock/{template}", context)


@require_role(COUNT, over=library_of_taking)
def stocktaking_written(request: HttpRequest, number: int, job: int) -> HttpResponseBase:
    """The file of lists that a job has written."""
    written = get_object_or_404(Job, pk=job, kind=long_work.LISTS_JOB, arguments__stocktaking=number)
    path = long_work.file_of(written)
    if not path.exists():
        messages.info(request, _("This file is no longer kept. Have the lists written again."))
        return redirect("stock:work", number)
    return download(path.read_bytes(), f"kiem-ke-{number}.xlsx")
