"""Home, results and suggestions."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from lienthu.authorities.models import Heading
from lienthu.authorities.queries.suggestions import led_from
from lienthu.catalogue import queries
from lienthu.catalogue.search.backend import SearchError
from lienthu.catalogue.search.state import SearchState, read_state
from lienthu.common.access import allowed
from lienthu.portal import facets, labels, linked_data

NEWEST = 8
SUBJECTS_ON_HOME = 14


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    try:
        everything = queries.results(SearchState(per_page=10), facets=("kind", "subject"))
        figures = queries.hub_figures()
    except SearchError as error:
        return unavailable(request, error)
    address = request.build_absolute_uri(reverse("portal:home"))
    return render(
        request,
        "portal/home.html",
        {
            "figures": figures,
            "kinds": facets.kind_tiles(everything.facets.get("kind", [])),
            "subjects": facets.subject_links(everything.facets.get("subject", [])[:SUBJECTS_ON_HOME]),
            "newest": queries.newest(NEWEST),
            "members": queries.member_libraries(),
            "linked_data": linked_data.script(
                linked_data.search_box(address, request.build_absolute_uri(reverse("portal:results")))
            ),
        },
    )


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """A page of results. To htmx, which swaps the list alone, only that part is sent; the address is the same."""
    state = read_state(dict(request.GET.lists()))
    try:
        page = queries.results(state)
    except SearchError as error:
        return unavailable(request, error)
    if page.pages and state.page > page.pages:
        # an address kept from a time with more results
        return redirect(f"{reverse('portal:results')}?{state.to_query(page=page.pages)}")
    context = {
        "page": page,
        "state": state,
        "sorts": labels.SORTS,
        "chips": facets.chips(page),
        "groups": facets.groups(page),
        "available": facets.available_switch(page),
        "hidden": facets.hidden_inputs(state),
        "notices": [labels.NOTICES[notice] for notice in page.notices if notice in labels.NOTICES],
        "led": [(each.text, SearchState(q=f'"{each.text}"').to_query()) for each in _led(state)],
        "correction": state.to_query(q=page.did_you_mean) if page.did_you_mean else "",
        "widened": state.replace(q=state.q, field="any").to_query() if state.field != "any" else "",
        # Words alone make a page worth finding; each filter, order and page of them would be another near copy.
        "indexed": state.to_query() == SearchState(q=state.q, field=state.field).to_query(),
        "unfiltered": SearchState(q=state.q, field=state.field).to_query(),
    }
    whole = not request.headers.get("HX-Request") or bool(request.headers.get("HX-History-Restore-Request"))
    response = render(request, "portal/results.html" if whole else "portal/_results.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _led(state: SearchState) -> list[Heading]:
    """Where the words lead that are another name of somebody or something: asked on the first page only."""
    return led_from(state.q) if state.page == 1 and state.field in ("any", "author", "subject") else []


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles that begin as typed, as OpenSearch Suggestions 1.0: [query, texts, descriptions, addresses]."""
    text = " ".join(request.GET.get("q", "")[:200].split())
    found = []
    if len(text) > 1:
        try:
            found = queries.suggest(text)
        except SearchError:
            found = []  # the box goes on working without suggestions; the page itself says what is wrong
    texts = [suggestion.title for suggestion in found]
    addresses = [request.build_absolute_uri(reverse("portal:title", args=[suggestion.id])) for suggestion in found]
    response = JsonResponse(
        [text, texts, [""] * len(texts), addresses], safe=False, json_dumps_params={"ensure_ascii": False}
    )
    response["Content-Type"] = "application/x-suggestions+json; charset=utf-8"
    response["Cache-Control"] = "public, max-age=60"
    return response


@require_safe
def tips(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/tips.html")


def unavailable(request: HttpRequest, error: SearchError) -> HttpResponse:
    """The index cannot serve: the reader is told to come back, who answers for the whole hub what to do."""
    technical = allowed(request.user, "accounts.staff", None)
    context = {"error": error, "technical": technical}
    return render(request, "portal/unavailable.html", context, status=503)
