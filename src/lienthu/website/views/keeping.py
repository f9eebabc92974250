"""The sites that a person may work on: opening one, its colour, emblem and host name, the ways to its editor."""

from typing import NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthu.accounts.pages import by, own_row, told, user_of
from lienthu.common.access import SOMEWHERE, allowed, demand, require_role
from lienthu.website.errors import WebsiteRefused
from lienthu.website.forms import NewSiteForm, SiteForm
from lienthu.website.models import PublicSite, Recheck
from lienthu.website.models.addresses import address_of
from lienthu.website.permissions import PUBLISH, WRITE
from lienthu.website.queries import pages, sites
from lienthu.website.queries.visits import Counters, counters
from lienthu.website.services import sites as keeping
from lienthu.website.services import withdrawing

PER_PAGE = 20


class Row(NamedTuple):
    """A site in the list."""

    site: PublicSite
    title: str
    url: str
    editor: str
    waiting: int
    counters: Counters
    may_publish: bool


@require_safe
@require_role(WRITE, over=SOMEWHERE)
def index(request: HttpRequest) -> HttpResponse:
    """Every site that the person may write on, with what waits there."""
    user = user_of(request)
    page = Paginator(sites.sites_for(user), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    waiting = pages.waiting(rows).order_by()
    counts = {row.pk: 0 for row in rows}
    for number in waiting.values_list("site_id", flat=True):
        counts[number] += 1
    now = timezone.now()
    shown = [
        Row(
            row,
            row.home.title,
            address_of(row.home.url_path, row.host_name, request),
            reverse("wagtailadmin_explore", args=[row.home_id]),
            counts[row.pk],
            counters(row, now),
            allowed(user, PUBLISH, row.organisation),
        )
        for row in rows
    ]
    context = {"rows": shown, "page": page, "may_open": allowed(user, PUBLISH, SOMEWHERE)}
    return render(request, "website/staff/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_role(PUBLISH, over=SOMEWHERE)
def open_new(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = NewSiteForm(request.POST or None, user=user, day=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        demand(user, PUBLISH, facts["organisation"])
        if facts["federation"]:
            demand(user, PUBLISH, None)
        try:
            site = keeping.open_site(actor=user, at=timezone.now(), **facts)
        except WebsiteRefused as refusal:
            form.add_error(str(refusal.context.get("field") or "code"), str(refusal))
        else:
            messages.success(request, _("The site is open, and empty. Write its first article."))
            return redirect("website:site", site.code)
    return render(request, "website/staff/form.html", {"form": form, "title": _("Open a public site")})


@require_http_methods(["GET", "HEAD", "POST"])
@require_role(WRITE, over=SOMEWHERE)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """A site's own page; whoever may publish on it changes what it looks like."""
    user = user_of(request)
    site = get_object_or_404(PublicSite.objects.select_related("organisation", "home"), code=code)
    demand(user, WRITE, site.organisation)
    may_publish = allowed(user, PUBLISH, site.organisation)
    form = SiteForm(request.POST or None, instance=site, whole_hub=allowed(user, PUBLISH, None))
    if request.method == "POST":
        demand(user, PUBLISH, site.organisation)
        if form.is_valid():
            fresh = get_object_or_404(PublicSite, pk=site.pk)
            try:
                keeping.change_site(site=fresh, facts=form.cleaned_data, actor=user, at=timezone.now())
            except WebsiteRefused as refusal:
                form.add_error(str(refusal.context["field"]), str(refusal))
            else:
                messages.success(request, _("Kept. Readers see it at once."))
                return redirect("website:site", site.code)
    context = {
        "site": site,
        "title": sites.title_of(site, get_language() or "vi"),
        "form": form if may_publish else None,
        "url": address_of(site.home.url_path, site.host_name, request),
        "editor": reverse("wagtailadmin_explore", args=[site.home_id]),
        "counters": counters(site, timezone.now()),
        "waiting": pages.waiting([site]).count(),
        "to_change": list(pages.to_change(site)),
    }
    return render(request, "website/staff/site.html", context)


@require_POST
@require_role(PUBLISH, over=SOMEWHERE)
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """An article has been gone through after somebody took their agreement back."""
    row = own_row(request, Recheck, number, PUBLISH, "site__organisation")
    told(request, _("Noted. The article waits no more."), withdrawing.settle, recheck=row, **by(request))
    return redirect("website:site", row.site.code)
