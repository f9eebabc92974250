"""The fund of a year, its lines and receipts, and the sponsors with what they gave."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import refused, user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.common.downloads import download, stored
from lienthu.common.errors import DomainError
from lienthu.common.uploads import SUFFIXES
from lienthu.federation.models import Federation
from lienthu.governance.forms.rest import ContributionForm, EntryForm, SponsorForm
from lienthu.governance.models import Contribution, FundEntry, FundPaper
from lienthu.governance.queries import fund as queries
from lienthu.governance.queries.access import members_of
from lienthu.governance.services import fund as services
from lienthu.governance.services.fund_book import as_xlsx
from lienthu.governance.views.shared import READ, WRITE, demand_for, of_federation, writes_for

PER_PAGE = 40


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and 1900 < int(asked) < 2300 else timezone.localdate().year


@of_federation(READ)
def fund_page(request: HttpRequest, group: Federation) -> HttpResponseBase:
    """The year's sums and lines; a new line is written here too."""
    number, may_write = _year(request), writes_for(request, group)
    today = timezone.localdate()
    form = None
    if may_write:
        form = EntryForm(
            request.POST or None, request.FILES or None, members=members_of(group, today), initial={"on": today}
        )
        if request.method == "POST" and form.is_valid() and _written(request, group, form):
            return redirect(f"{reverse('governance:fund', args=[group.code])}?year={form.cleaned_data['on'].year}")
    elif request.method == "POST":
        demand_for(request, group, WRITE)
    page = Paginator(queries.entries(group, number), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "federation": group, "year": queries.year(group, number), "page": page, "form": form, "may_write": may_write,
        "years": sorted({*queries.years(group), number, today.year}, reverse=True), "balance": queries.balance(group),
        "user_pk": user_of(request).pk,
    }  # fmt: skip
    return render(request, "governance/fund.html", context, status=422 if form and form.errors else 200)


def _written(request: HttpRequest, group: Federation, form: EntryForm) -> bool:
    said: dict[str, Any] = dict(form.cleaned_data)
    upload = said.pop("file")
    try:
        made = services.write(federation=group, **said, actor=user_of(request), at=timezone.now())
    except DomainError as refusal:
        refused(form, refusal)
        return False
    try:
        if upload:
            services.keep_paper(entry=made, upload=upload, actor=user_of(request), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    messages.success(request, _("Written. It counts once somebody else has approved it."))
    return True


@require_role(WRITE, over=SOMEWHERE)
@require_POST
def entry_act(request: HttpRequest, number: int) -> HttpResponseBase:
    """One thing about a line (`do=`): approve, refuse, cancel, paper."""
    entry = get_object_or_404(FundEntry.objects.select_related("federation"), pk=number)
    demand_for(request, entry.federation, WRITE)
    by: dict[str, Any] = {"entry": entry, "actor": user_of(request), "at": timezone.now()}
    reason = request.POST.get("reason", "")
    try:
        match request.POST.get("do"):
            case "approve":
                services.approve(**by)
            case "refuse":
                services.refuse(reason=reason, **by)
            case "cancel":
                services.cancel(reason=reason, **by)
            case "paper" if "file" in request.FILES:
                services.keep_paper(upload=request.FILES["file"], **by)  # type: ignore[arg-type]
            case _:
                raise Http404
        messages.success(request, _("Saved."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('governance:fund', args=[entry.federation.code])}?year={entry.on.year}")


@require_role(READ, over=SOMEWHERE)
def receipt(request: HttpRequest, number: int) -> HttpResponseBase:
    paper = get_object_or_404(FundPaper.objects.select_related("entry__federation"), pk=number)
    demand_for(request, paper.entry.federation, READ)
    return stored(paper.path, paper.media_type, f"chung-tu-{paper.pk}{SUFFIXES.get(paper.media_type, '')}")


@of_federation(READ)
def fund_xlsx(request: HttpRequest, group: Federation) -> HttpResponseBase:
    """The year's book and its sums."""
    number = _year(request)
    content = as_xlsx(queries.year(group, number), queries.entries(group, number))
    return download(content, f"quy-lien-hiep-{number}.xlsx")


@of_federation(READ)
def sponsors(request: HttpRequest, group: Federation) -> HttpResponseBase:
    """Who supports the federation, and with what."""
    may_write, today = writes_for(request, group), timezone.localdate()
    if request.method == "POST" and not may_write:
        demand_for(request, group, WRITE)
    adds = request.method == "POST" and request.POST.get("do") == "add"
    gives = request.method == "POST" and request.POST.get("do") == "give"
    add = SponsorForm(request.POST if adds else None, auto_id="add-%s")
    give = ContributionForm(
        request.POST if gives else None, sponsors=group.sponsors.all(), members=members_of(group, today),
        initial={"on": today}, auto_id="give-%s",
    )  # fmt: skip
    for form, act in ((add, services.add_sponsor), (give, services.contribute)):
        if form.is_bound and form.is_valid():
            whose: dict[str, Any] = {"federation": group} if form is add else {}
            try:
                act(**whose, **form.cleaned_data, actor=user_of(request), at=timezone.now())
            except DomainError as refusal:
                refused(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return redirect("governance:sponsors", group.code)
    rows = Contribution.objects.filter(sponsor__federation=group).select_related("sponsor", "entry", "organisation")
    context = {
        "federation": group, "may_write": may_write, "sponsors": group.sponsors.all(), "add": add, "give": give,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "governance/sponsors.html", context, status=422 if add.errors or give.errors else 200)
