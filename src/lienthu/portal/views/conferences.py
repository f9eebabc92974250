"""What everybody may read about conferences: facts, programme, who takes part, papers, photographs."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lienthu.common.downloads import PUBLIC, stored
from lienthu.conferences.models import Conference, Delegate, Paper, Photo
from lienthu.conferences.queries import conferences as queries
from lienthu.conferences.queries import matters, papers, people
from lienthu.federation import queries as federation

PAGE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The conferences that have a public page, the latest first."""
    page = Paginator(queries.public(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": list(page)}
    return render(request, "portal/conferences.html", context)


@require_safe
def conference(request: HttpRequest, number: int) -> HttpResponse:
    """One conference. Names of delegates are not told, only how many each member sends; guests are named by title."""
    row = get_object_or_404(queries.public(), pk=number)
    attendance = people.attendance(row)
    over = row.state in (Conference.State.HELD, Conference.State.CLOSED) and attendance.arrived > 0
    members = [(each.name, each.arrived if over else each.registered) for each in attendance.rows]
    items = list(row.items.filter(is_public=True))
    guests = people.coming(row).filter(role=Delegate.Role.GUEST).exclude(title="", body="")
    language = get_language() or "vi"
    context = {
        "conference": row, "host": federation.names([row.host_id], row.first_on, language)[row.host_id],
        "over": over, "total": attendance.arrived if over else attendance.registered,
        "members": [each for each in members if each[1]], "all": len(members),
        "guests": guests.exclude(arrived_at=None) if over else guests,
        "days": [(on, [item for item in items if item.on == on]) for on in sorted({item.on for item in items})],
        "papers": papers.published(row), "contributions": papers.contributions(row) if over else [],
        "resolved": matters.resolved(row, public=True), "elected": matters.elected(row, closed=True),
        "photos": list(row.photos.filter(is_public=True)),
    }  # fmt: skip
    return render(request, "portal/conference.html", context)


@require_safe
def paper(request: HttpRequest, number: int) -> HttpResponseBase:
    """The text of a published paper."""
    row = get_object_or_404(Paper, pk=number, is_published=True, conference__in=queries.public())
    return stored(row.path, row.media_type, row.file_name)


@require_safe
def photo(request: HttpRequest, number: int) -> HttpResponseBase:
    row = get_object_or_404(Photo, pk=number, is_public=True, conference__in=queries.public())
    return stored(row.file, "image/jpeg", cache=PUBLIC)
