"""A title's page, its citations, the records behind it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lienthu.catalogue import queries
from lienthu.catalogue.errors import TitleMoved, TitleUnknown
from lienthu.catalogue.queries import directory
from lienthu.common.downloads import named
from lienthu.lib.marc.record import subfields
from lienthu.portal import citations, holdings, linked_data, places

_CITATIONS = {
    "ris": (citations.ris, "application/x-research-info-systems"),
    "bib": (citations.bibtex, "application/x-bibtex"),
    "txt": (citations.tcvn, "text/plain"),
}


@require_safe
def title_page(request: HttpRequest, number: int) -> HttpResponse:
    """A title. A merged number leads on for ever; `lat` and `lon`, or `place`, put the nearest library first."""
    provinces = directory.provinces()
    near = places.read(request.GET, provinces)
    try:
        page = queries.title_page(number, near.point if near else None)
    except TitleMoved as moved:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return HttpResponsePermanentRedirect(reverse("portal:title", args=[moved.to_id]) + query)
    except TitleUnknown:
        return unknown(request, number)
    address = permanent_address(request, number)
    libraries = holdings.by_library(page.holdings)
    holdings.tell_opening(libraries)
    return render(
        request,
        "portal/title.html",
        {
            "page": page,
            "shown": page.shown,
            "libraries": libraries,
            "summary": holdings.summed(page.holdings, libraries),
            "near": near,
            "provinces": provinces,
            "address": address,
            "tcvn": citations.tcvn(page.shown, address),
            "apa": citations.apa(page.shown, address),
            "linked_data": linked_data.script(
                linked_data.describe(page.shown, address, [library.name for library in libraries if library.available])
            ),
        },
    )


@require_safe
def citation(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """The title as a file for a reference manager."""
    if form not in _CITATIONS:
        raise Http404
    try:
        page = queries.title_page(number)
    except TitleMoved as moved:
        return HttpResponsePermanentRedirect(reverse("portal:citation", args=[moved.to_id, form]))
    except TitleUnknown:
        return unknown(request, number)
    write, content_type = _CITATIONS[form]
    return HttpResponse(
        write(page.shown, permanent_address(request, number)), content_type=f"{content_type}; charset=utf-8",
        headers={} if form == "txt" else named(f"lienthu-{number}.{form}"),
    )  # fmt: skip


@require_safe
def marc(request: HttpRequest, number: int, record: int) -> HttpResponse:
    """One member's record as it came, field by field."""
    try:
        page = queries.title_page(number)
        source = next((view for view in page.records if view.record_id == record), None)
        if source is None:
            return unknown(request, number)
        content = queries.marc_view(record)
    except TitleMoved as moved:
        return HttpResponsePermanentRedirect(reverse("portal:marc", args=[moved.to_id, record]))
    except TitleUnknown:
        return unknown(request, number)
    fields = [
        (tag, "", text, []) if tag < "010" else (tag, _indicators(text), "", subfields(text))
        for tag, text in content.fields
    ]
    context = {"shown": page.shown, "source": source, "leader": content.leader, "marc_fields": fields}
    return render(request, "portal/marc.html", context)


def _indicators(content: str) -> str:
    """Both indicators, a blank as "#", as manuals print it."""
    return (content[:2].partition("\x1f")[0] + "  ")[:2].replace(" ", "#")


def permanent_address(request: HttpRequest, number: int) -> str:
    """The address to cite and share, the same in every language."""
    return request.build_absolute_uri(f"/t/{number}")


def unknown(request: HttpRequest, number: int) -> HttpResponse:
    """No such title, or its libraries have withdrawn it: a page to search on from."""
    context = {"number": number}
    return render(request, "portal/title_unknown.html", context, status=404)
