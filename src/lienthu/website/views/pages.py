"""The pages of a site."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from lienthu.website.models.addresses import address_of, root_of
from lienthu.website.views.shared import home_of, kept, language, site_of


@require_safe
def home(request: HttpRequest, code: str | None = None) -> HttpResponseBase:
    return _served(request, code, [])


@require_safe
def page(request: HttpRequest, rest: str, code: str | None = None) -> HttpResponseBase:
    """A page by its way below the home; a forgotten slash at the end is put there."""
    if not rest.endswith("/"):
        return redirect(f"{request.path}/", permanent=True)
    return _served(request, code, [part for part in rest.split("/") if part])


def _served(request: HttpRequest, code: str | None, way: list[str]) -> HttpResponseBase:
    site = site_of(request, code)
    start = home_of(site)
    try:
        found, args, kwargs = start.route(request, way)
    except Http404:
        # The page is not translated: the one in Vietnamese is better than none.
        if language() == "vi" or root_of(start.url_path).language == "vi":
            raise
        vietnamese, _args, _kwargs = site.home.specific.route(request, way)
        return redirect(address_of(vietnamese.url_path, site.host_name, request))
    if not way and root_of(start.url_path).language != language():
        return redirect(address_of(start.url_path, site.host_name, request))
    if found.get_view_restrictions():
        raise Http404  # nothing here is for a few: docs/website.md
    response: Any = found.serve(request, *args, **kwargs)
    if hasattr(response, "render") and not response.is_rendered:
        response = response.render()
    return kept(response) if isinstance(response, HttpResponse) else response
