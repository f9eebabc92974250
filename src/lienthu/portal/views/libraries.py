"""A library's own public page: where it is, when it is open, when it will be closed, and its honours."""

from datetime import timedelta
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lienthu.awards.queries.seasons import honours
from lienthu.calendars import shown
from lienthu.calendars.models import Timetable
from lienthu.calendars.queries import Now, opening
from lienthu.contests.queries import prizes
from lienthu.federation import queries as federation
from lienthu.federation.errors import UnknownOrganisation
from lienthu.federation.models import Organisation, Site

AHEAD = timedelta(days=60)


class Hours(NamedTuple):
    """When a place is open: now, in the week, and on special days to come. `site` is None for the library itself."""

    site: Site | None
    now: Now
    week: list[tuple[str, str]]
    coming: list[shown.Stretch]


@require_safe
def library_page(request: HttpRequest, code: str) -> HttpResponse:
    """The library, its hours, and those of its sites that have others. `code` is the organisation's."""
    today = timezone.localdate()
    try:
        library = federation.organisation_by_code(code)
    except UnknownOrganisation as unknown:
        raise Http404 from unknown
    if not federation.organisations_on(today).filter(pk=library.pk).exists():
        raise Http404
    sites = list(federation.sites_of([library.pk], today))
    own = _hours(library, None)
    apart = [hours for hours in (_hours(library, site) for site in sites) if hours[1:] != own[1:]]
    context = {
        "library": library,
        "name": federation.names([library.pk], today, get_language() or "vi")[library.pk],
        "sites": sites,
        "own": own,
        "apart": apart,
        "honours": honours(library),
        "won": prizes.won_by(library),
    }
    return render(request, "portal/library.html", context)


def _hours(library: Organisation, site: Site | None) -> Hours:
    now = timezone.now()
    today = timezone.localdate(now)
    calendar = opening(library.pk, site.pk if site else 0)
    timetable = Timetable.objects.filter(pk=calendar.day(today).hours).first()
    return Hours(
        site, calendar.now(now), shown.week(timetable), shown.stretches(calendar, today, today + AHEAD, whose={})
    )
