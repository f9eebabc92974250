"""Beginning an article from something that happened: a conference, a course, a gift, a trip."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lienthu.accounts.pages import user_of
from lienthu.common.access import SOMEWHERE, demand, require_role
from lienthu.website.errors import WebsiteRefused
from lienthu.website.models import NewsPage, PublicSite
from lienthu.website.permissions import WRITE
from lienthu.website.queries import sites
from lienthu.website.services import drafts
from lienthu.website.sources import all_sources, source_of

LOOK = "ledger.read"


@require_safe
@require_role(WRITE, over=SOMEWHERE)
def write(request: HttpRequest) -> HttpResponse:
    """From a thing's own page (`?kind=` and `number=`): the sites on which this person can write about it."""
    user = user_of(request)
    source, number = source_of(request.GET.get("kind", "")), request.GET.get("number", "")
    if source is None:
        raise Http404
    rows = [
        (site, thing)
        for site in sites.sites_for(user)
        for thing in source.offered(site, user)
        if str(thing.pk) == number
    ]
    return render(request, "website/staff/write.html", {"source": source, "rows": rows})


@require_safe
@require_role(LOOK, over=SOMEWHERE)
def show(request: HttpRequest, number: int) -> HttpResponse:
    """What an entry of the ledger tells of: the article as readers see it; one that is off again, in the editor."""
    page = get_object_or_404(NewsPage, pk=number)
    site, address = page.public_site(), page.get_url(request)
    if site is None or address is None:
        raise Http404
    if page.live:
        return redirect(address)
    demand(user_of(request), WRITE, site.organisation)
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require_role(WRITE, over=SOMEWHERE)
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """What there is to write about, by kind; chosen, the editor opens with the facts filled in."""
    user = user_of(request)
    site = get_object_or_404(PublicSite.objects.select_related("organisation", "home"), code=code)
    demand(user, WRITE, site.organisation)
    if request.method == "POST":
        source = source_of(request.POST.get("kind", ""))
        number = request.POST.get("number", "")
        # Only what the page offered: another library's things are not there to be asked for.
        things = source.offered(site, user) if source else []
        thing = next((each for each in things if str(each.pk) == number), None)
        if source is None or thing is None:
            raise Http404
        try:
            page = drafts.begin_article(
                site=site,
                begun=source.begin(thing, user),
                kind=source.kind,
                number=thing.pk,
                actor=user,
                at=timezone.now(),
            )
        except WebsiteRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("website:begin", code)
        messages.success(request, _("The draft is there with its facts. Write the rest, then hand it in."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    offered = [(source, list(source.offered(site, user))) for source in all_sources()]
    context = {"site": site, "title": sites.title_of(site, get_language() or "vi"), "offered": offered}
    return render(request, "website/staff/begin.html", context)
