"""What everybody may read of how federations work: legal documents, the committee, resolutions that are public."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lienthu.common.content import from_json
from lienthu.common.dated import on_day
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation
from lienthu.governance.models import Resolution
from lienthu.governance.queries.resolutions import public
from lienthu.lib.vietnamese import sort_key
from lienthu.registry.models import Validity
from lienthu.registry.queries import laws as queries

PAGE = 30


@require_safe
def laws(request: HttpRequest) -> HttpResponse:
    """Legal documents on libraries with their validity, by `?q=` and `?validity=`."""
    today, text = timezone.localdate(), request.GET.get("q", "").strip()[:200]
    asked = request.GET.get("validity", "")
    page = Paginator(queries.listed(today, validity=asked, text=text), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [(row, row.validity_on(today)) for row in page], "text": text, "asked": asked,
        "validities": Validity.choices,
    }  # fmt: skip
    return render(request, "portal/laws.html", context)


@require_safe
def federation_page(request: HttpRequest, code: str) -> HttpResponse:
    """A federation: its term and who leads it today, its members, its public resolutions."""
    group, today = get_object_or_404(Federation, code__iexact=code), timezone.localdate()
    offices = list(group.offices.filter(on_day(today)).select_related("organisation", "term"))
    members = list(federation.members(group, today))
    ids = {each.pk for each in members} | {each.organisation_id for each in offices}
    names = federation.names(ids, today, get_language() or "vi")
    context = {
        "federation": group, "today": today, "terms": list(group.terms.filter(on_day(today))),
        "offices": [(each, names[each.organisation_id]) for each in offices],
        "members": sorted(((names[each.pk], each.code) for each in members), key=lambda pair: sort_key(pair[0])),
        "sponsors": list(group.sponsors.filter(is_public=True)),
        "resolutions": Paginator(public(group), PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "portal/federation.html", context)


@require_safe
def resolution(request: HttpRequest, number: int) -> HttpResponse:
    """A resolution as it was adopted, where it was made public."""
    rows = Resolution.objects.filter(state=Resolution.State.ADOPTED, is_public=True).select_related("federation")
    row = get_object_or_404(rows.defer("docx", "pdf"), pk=number)
    content = from_json(row.content or {"frame": {}, "pieces": []})
    context = {"resolution": row, "content": content}
    return render(request, "portal/resolution.html", context)
