"""Judging by a signed address: entries by number, without names, units, or what others gave, until the round closes."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import kept, told
from lienthu.common.by_link import opened_by
from lienthu.contests.forms.contests import PointsForm
from lienthu.contests.models import Judge, Medium, Performance, Round, Score
from lienthu.contests.queries.judging import jury
from lienthu.contests.services import judging
from lienthu.contests.views.entries import sent_file


@opened_by(judging.opened)
def page(request: HttpRequest, judge: Judge, token: str) -> HttpResponse:
    """The round's entries by number with one's own totals; everybody's once the round is closed."""
    found = jury(judge.round)
    after = judge.round.state in {Round.State.CLOSED, Round.State.APPROVED}
    lines = [
        {
            "row": row,
            "mine": found.standings[row.pk].totals.get(judge.pk),
            "standing": found.standings[row.pk] if after else None,
        }
        for row in sorted(found.performances.values(), key=lambda each: (each.place or 0 if after else 0, each.code))
    ]
    open_ = judge.round.state == Round.State.JUDGING and not judge.handed_in_at
    context = {
        "judge": judge, "round": judge.round, "contest": judge.round.contest, "token": token, "lines": lines,
        "open": open_, "after": after, "missing": found.missing_of(judge.pk),
    }  # fmt: skip
    return render(request, "contests/judge.html", context)


@opened_by(judging.opened)
def performance(request: HttpRequest, judge: Judge, token: str, number: int) -> HttpResponseBase:
    """One entry: what was handed in, and the points."""
    row = get_object_or_404(
        Performance.objects.select_related("entry", "round"), pk=number, round=judge.round, entry__withdrawn_at=None
    )
    criteria = list(judge.round.contest.criteria.all())
    given = Score.objects.filter(judge=judge, performance=row)
    initial: dict[str, Any] = {f"c{each.criterion_id}": f"{each.points.normalize():f}" for each in given}
    form = PointsForm(request.POST or None, initial=initial, criteria=criteria)
    sent = request.method == "POST" and form.is_valid()
    if sent:
        kept(form, judging.score, judge=judge, performance=row, points=form.points(), at=timezone.now())
        if not form.errors:
            return redirect("judge_link:page", token)
    context = {
        "judge": judge, "token": token, "row": row, "entry": row.entry, "form": form,
        "media": row.entry.media.all(),
        "open": judge.round.state == Round.State.JUDGING and not judge.handed_in_at,
    }  # fmt: skip
    return render(request, "contests/judge_entry.html", context, status=422 if form.errors else 200)


@require_safe
@opened_by(judging.opened)
def medium(request: HttpRequest, judge: Judge, token: str, number: int) -> HttpResponseBase:
    """A file of an entry of this round."""
    return sent_file(request, get_object_or_404(Medium, pk=number, entry__performances__round=judge.round))


@require_POST
@opened_by(judging.opened)
def hand_in(request: HttpRequest, judge: Judge, token: str) -> HttpResponseBase:
    told(request, "", judging.hand_in, judge=judge, at=timezone.now())
    return redirect("judge_link:page", token)
