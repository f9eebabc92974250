"""Boxes of other libraries that stand here: a commune library is told on its own pages what a province sent it."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work
from lienthu.federation import queries as federation
from lienthu.rotation.models import DepositSite
from lienthu.rotation.queries import placements as queries
from lienthu.rotation.rules.numbers import days_late
from lienthu.rotation.services import links

DESK = "circulation.lend"


@at_work(DESK)
def hosted(request: HttpRequest) -> HttpResponseBase:
    """What is on its way here and what is here, with its sender, its books and the day on which it is due back."""
    library, today = library_of(request), timezone.localdate()
    rows = list(queries.hosted_by(library))
    senders = federation.names({row.library_id for row in rows}, today)
    boxes = [(row, senders[row.library_id], queries.sums(row), days_late(row.ends_on, today)) for row in rows]
    sites = DepositSite.objects.open_on(today).filter(site__organisation=library).exclude(library=library)
    context = {"boxes": boxes, "sites": sites.select_related("site")}
    return render(request, "rotation/hosted.html", context)


@require_POST
@at_work(DESK)
def open_site(request: HttpRequest, number: int) -> HttpResponse:
    """To the site's own page, where receipts are confirmed and totals and wishes are written down."""
    sites = DepositSite.objects.filter(site__organisation=library_of(request))
    deposit = get_object_or_404(sites, pk=number)
    link = links.for_site(deposit=deposit, actor=user_of(request), at=timezone.now())
    return redirect("at_site:page", links.token(link))
