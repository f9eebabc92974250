"""What members do together, for the public: sports days with their results."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lienthu.common import ranges
from lienthu.common.downloads import PUBLIC, stored
from lienthu.contests.models import Contest, Medium, SportsDay
from lienthu.contests.queries import boards, judging, sports
from lienthu.exhibitions.models import Exhibition, Panel
from lienthu.federation import queries as federation


@require_safe
def sports_day(request: HttpRequest, number: int) -> HttpResponse:
    """Draw, results, medals and prizes, as they come in. People are named only where they agreed."""
    day = SportsDay.objects.filter(pk=number, is_public=True).select_related("library").first()
    if day is None:
        raise Http404
    table = sports.medal_table(day)
    names = federation.short_names({row.member for row in table} | {day.library_id}, day.last_on)
    context = {
        "day": day,
        "host": names.full[day.library_id],
        "sports": boards.boards(day),
        "medals": [(row, names[row.member]) for row in table],
        "agreed": sports.agreed_winners(day),
    }
    answer = render(request, "portal/sports_day.html", context)
    answer.headers["Cache-Control"] = "public, max-age=30"
    return answer


@require_safe
@never_cache
def contest(request: HttpRequest, number: int) -> HttpResponse:
    """Approved results of a contest; people, titles and pictures only where everybody has agreed, and only so long."""
    row = get_object_or_404(Contest.objects.select_related("library"), pk=number, is_public=True)
    today = timezone.localdate()
    rounds = judging.shown_prizes(row, today)
    winners = {each.prize.library_id for _round, prizes in rounds for each in prizes}
    names = federation.short_names(winners | {row.library_id}, row.first_on)
    context = {
        "contest": row,
        "host": names.full[row.library_id],
        "rounds": [(round_, [(each, names[each.prize.library_id]) for each in prizes]) for round_, prizes in rounds],
    }
    return render(request, "portal/contest.html", context)


@require_safe
@never_cache
def contest_picture(request: HttpRequest, number: int) -> HttpResponseBase:
    """A picture, a film, a sound of an entry with a prize; gone the moment a consent is taken back."""
    row = get_object_or_404(Medium.objects.select_related("entry"), pk=number)
    if not judging.is_public(row, timezone.localdate()):
        raise Http404
    if "poster" in request.GET:
        return ranges.sent(request, row.poster, "image/jpeg")
    return ranges.sent(request, row.file, row.content_type)


@require_safe
def exhibition(request: HttpRequest, number: int) -> HttpResponse:
    """An exhibition online: its panels, and its books with the way to each in the catalogue."""
    row = get_object_or_404(Exhibition.objects.select_related("library"), pk=number, is_public=True)
    context = {
        "exhibition": row,
        "host": federation.names([row.library_id], row.opens_on)[row.library_id],
        "panels": row.panels.all(),
        "page": Paginator(row.books.all(), 60).get_page(request.GET.get("page")),
    }
    return render(request, "portal/exhibition.html", context)


@require_safe
def exhibition_picture(request: HttpRequest, number: int) -> HttpResponseBase:
    """A panel's picture."""
    row = get_object_or_404(Panel, pk=number, exhibition__is_public=True)
    return stored(row.picture, "image/jpeg", cache=PUBLIC)
