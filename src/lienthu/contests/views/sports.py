"""One sport: who is strong, the draw, groups and bracket, results, prizes; the timetable of the day."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, kept, own_row, told, told_of, user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.common import audit
from lienthu.contests.forms.sports import DrawForm, ReasonForm, ResultForm
from lienthu.contests.models import Match, Sport, SportsDay
from lienthu.contests.queries.boards import Board, board, side_names, timetable_rows, why_not
from lienthu.contests.services import draws, results, teams
from lienthu.contests.services.draws import LaidOut
from lienthu.contests.views.shared import ORGANISE


@require_role(ORGANISE, over=SOMEWHERE)
def sport(request: HttpRequest, number: int) -> HttpResponse:
    """A sport for who organises it."""
    row = own_row(request, Sport, number, ORGANISE, "day__library")
    shown: Board = board(row)
    context = {
        "sport": row,
        "day": row.day,
        "board": shown,
        "teams": [
            (team, shown.names[team.pk], [str(each) for each in team.athletes.all()])
            for team in row.teams.prefetch_related("athletes")
        ],
        "draw_form": DrawForm(),
        "reason_form": ReasonForm(),
        "entries": audit.entries_of(row),
    }
    return render(request, "contests/sport.html", context)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def seed(request: HttpRequest, number: int) -> HttpResponseBase:
    """Which teams are set, 1 the strongest."""
    row = own_row(request, Sport, number, ORGANISE, "day__library")
    strengths: dict[int, int] = {}
    for team in row.teams.all():
        typed = request.POST.get(f"s-{team.pk}", "").strip()
        if typed.isdecimal() and 0 < int(typed) <= 999:
            strengths[team.pk] = int(typed)
        elif typed:
            messages.error(request, _("Write whole numbers, 1 for the strongest team."))
            return redirect("contests:sport", row.pk)
    told(request, _("The set teams are kept."), teams.seed, sport=row, strengths=strengths, **by(request))
    return redirect("contests:sport", row.pk)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def draw(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Sport, number, ORGANISE, "day__library")
    told_of(request, DrawForm(request.POST), _("The draw is made."), draws.draw, sport=row, **by(request))
    return redirect("contests:sport", row.pk)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def undo(request: HttpRequest, number: int, what: str) -> HttpResponseBase:
    """Take the draw or the prizes back."""
    row = own_row(request, Sport, number, ORGANISE, "day__library")
    form = ReasonForm(request.POST)
    work, done = (results.undo_award, _("The prizes are taken back.")) if what == "prizes" else (
        draws.undo_draw, _("The draw is taken back."),
    )  # fmt: skip
    if form.is_valid():
        told(request, done, work, sport=row, reason=form.cleaned_data["reason"], **by(request))
    else:
        messages.error(request, _("Write why it is taken back."))
    return redirect("contests:sport", row.pk)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def award(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Sport, number, ORGANISE, "day__library")
    told(request, _("The prizes are given."), results.award, sport=row, **by(request))
    return redirect("contests:sport", row.pk)


@require_role(ORGANISE, over=SOMEWHERE)
def match(request: HttpRequest, number: int) -> HttpResponseBase:
    """Enter a result at the organiser's table, put it right or take it back."""
    row = own_row(request, Match, number, ORGANISE, "sport__day__library")
    return result_page(request, row, str(user_of(request)), reverse("contests:sport", args=[row.sport_id]))


def result_page(request: HttpRequest, row: Match, name: str, back: str, *, template: str = "match") -> HttpResponseBase:
    """The form of a match's result, for the organiser and for a referee."""
    home, away = side_names(row)
    words: dict[str, Any] = {"home": home, "away": away, "group": bool(row.group), "sets": row.sport.sets}
    score = " ".join(f"{one}-{other}" for one, other in row.sets) or f"{row.home_score}-{row.away_score}"
    form = ResultForm(request.POST or None, initial={"score": score} if row.played_at else None, **words)
    actor = request.user if request.user.is_authenticated else None
    who: dict[str, Any] = {"match": row, "name": name, "actor": actor, "at": timezone.now()}
    if request.method == "POST" and "take_back" in request.POST:
        if told(request, "", results.take_back, **who):
            return redirect(back)
    elif request.method == "POST" and form.is_valid() and kept(form, results.enter, **who, **form.words()):
        return redirect(back)
    context = {"match": row, "sport": row.sport, "home": home, "away": away, "form": form, "back": back}
    return render(request, f"contests/{template}.html", context, status=422 if form.errors else 200)


@require_role(ORGANISE, over=SOMEWHERE)
def timetable(request: HttpRequest, number: int) -> HttpResponseBase:
    """The day's matches by time and court; made anew on demand."""
    row = own_row(request, SportsDay, number, ORGANISE)
    why: list[str] = []
    if request.method == "POST":
        found = draws.lay_out(day=row, actor=user_of(request), at=timezone.now())
        why = why_not(row, found.timetable)
        if not why:
            messages.success(request, _done(found))
            return redirect("contests:timetable", row.pk)
    context = {"day": row, "rows": timetable_rows(row), "why": why}
    return render(request, "contests/timetable.html", context, status=422 if why else 200)


def _done(found: LaidOut) -> str:
    if found.provisional:
        return _("The timetable holds for the teams that are known now. Make it anew when results come in.")
    if found.timetable.shortest:
        return _("The timetable is made, whoever wins. No timetable ends earlier.")
    return _("The timetable is made, whoever wins. A shorter one may exist.")
