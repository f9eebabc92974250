"""What members do together, for the public: sports days with their results."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lienthu.contests.models import SportsDay
from lienthu.contests.queries import boards, sports
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
