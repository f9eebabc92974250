"""Results entered on a phone, without an account: a signed address that opens a day's matches and nothing else."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from lienthu.common.by_link import opened_by
from lienthu.contests.models import Match, Referee
from lienthu.contests.queries.boards import timetable_rows
from lienthu.contests.services import days
from lienthu.contests.views.sports import result_page


@opened_by(days.opened)
def page(request: HttpRequest, referee: Referee, token: str) -> HttpResponse:
    """The matches to play, those that can begin first; what was entered below."""
    rows = [
        (line, sport)
        for line, sport in timetable_rows(referee.day)
        if referee.sport_id is None or sport.pk == referee.sport_id
    ]
    context = {
        "referee": referee,
        "token": token,
        "to_play": [row for row in rows if row[0].ready],
        "waiting": [row for row in rows if not row[0].ready and not row[0].score],
        "played": [row for row in rows if row[0].score][::-1],
        "now": timezone.now(),
    }
    return render(request, "contests/referee.html", context)


@opened_by(days.opened)
def match(request: HttpRequest, referee: Referee, token: str, number: int) -> HttpResponseBase:
    """The result of one match."""
    rows = Match.objects.filter(sport__day=referee.day).select_related("sport__day", "home", "away")
    if referee.sport_id:
        rows = rows.filter(sport=referee.sport_id)
    row = get_object_or_404(rows, pk=number)
    return result_page(request, row, referee.name, reverse("referee_link:page", args=[token]), template="referee_match")
