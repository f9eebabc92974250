"""What browsers and search engines read: robots, site maps, OpenSearch, the web app manifest."""

from collections.abc import Iterator

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthu.catalogue.models import Title
from lienthu.common import rooms

# Numbers, not titles, per site map: a title always stands in the same file, and each file is one range of the key.
# A site map may have 50,000 addresses, and each title has two, one a language.
RANGE = 20_000


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Titles and plain searches are for everybody; filters upon filters would lead a crawler round for ever."""
    lines = (
        "User-agent: *",
        *(
            f"Disallow: /*?*{name}="
            for name in ("lib", "from", "to", "lang", "kind", "carrier", "available", "sort", "page")
        ),
        "Disallow: /suggest",
        "Disallow: /staff/",
        "Disallow: /en/staff/",
        "Disallow: /t/*/marc/",
        f"Sitemap: {request.build_absolute_uri(reverse('portal:sitemap_index'))}",
        *(f"Sitemap: {request.build_absolute_uri(path)}" for path in _further(request)),
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _further(request: HttpRequest) -> Iterator[str]:
    """Site maps of rooms above: each names a function in its AppConfig, `site_maps = "lienthu.…"`, that gives paths."""
    for gather in rooms.functions("site_maps"):
        yield from gather(request)


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    last = Title.objects.aggregate(last=Max("pk"))["last"] or 0
    addresses = [
        request.build_absolute_uri(reverse("portal:sitemap", args=[number])) for number in range(last // RANGE + 1)
    ]
    return render(request, "portal/sitemap_index.xml", {"addresses": addresses}, content_type="application/xml")


@require_safe
def sitemap(request: HttpRequest, number: int) -> HttpResponse:
    """The titles whose numbers are in the file's range and that a member still holds, in both languages."""
    numbers = (
        Title.objects.filter(
            pk__gte=number * RANGE, pk__lt=(number + 1) * RANGE, merged_into=None, records__withdrawn_at=None
        )
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()
    )
    found = list(numbers)
    if not found and number:
        raise Http404
    context = {"numbers": found, "root": request.build_absolute_uri("/"), "first": number == 0}
    return render(request, "portal/sitemap.xml", context, content_type="application/xml")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """OpenSearch 1.1: lets a browser search here from its own bar, with suggestions."""
    context = {
        "search": request.build_absolute_uri(reverse("portal:results")),
        "suggest": request.build_absolute_uri(reverse("portal:suggest")),
        "icon": request.build_absolute_uri(static("common/icons/mark.svg")),
    }
    content_type = "application/opensearchdescription+xml"
    return render(request, "portal/opensearch.xml", context, content_type=content_type)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Lets a phone keep the site on its home screen."""
    data = {
        "name": _("Liên Thư: union catalogue of public libraries"),
        "short_name": "Liên Thư",
        "lang": getattr(request, "LANGUAGE_CODE", "vi"),
        "start_url": reverse("portal:home"),
        "display": "minimal-ui",
        "background_color": "#f4f3ec",
        "theme_color": "#0f2f2a",
        "icons": [
            {"src": static("common/icons/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            *(
                {"src": static(f"common/icons/{name}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png",
                 "purpose": purpose}
                for name, purpose in (("mark", "any"), ("mark-maskable", "maskable"))
                for size in (192, 512)
            ),
        ],
    }  # fmt: skip
    return JsonResponse(data, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
