"""Delegations: a member's teams and who of them is named in public; a team that the organiser writes down."""

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, kept, library_of, own_row, told_of, user_of
from lienthu.accounts.permissions import SOMEWHERE, at_work, require_role
from lienthu.contests.forms.sports import LateTeamForm, NamedForm, TeamForm
from lienthu.contests.models import Sport, SportsDay, Team
from lienthu.contests.queries import sports as queries
from lienthu.contests.services import teams
from lienthu.contests.views.shared import ENTER, ORGANISE, form_page
from lienthu.federation.models import Organisation


class Line(NamedTuple):
    """A team that may be entered: its number, and the form with who is in it."""

    sport: Sport
    number: int
    team: Team | None
    form: TeamForm


@at_work(ENTER)
def own_teams(request: HttpRequest, number: int) -> HttpResponseBase:
    """A member's delegation: its teams in each sport."""
    row = get_object_or_404(SportsDay.objects.select_related("federation", "library"), pk=number)
    library, today = library_of(request), timezone.localdate()
    if not queries.may_enter(user_of(request), library, row, today):
        return redirect("contests:home")
    lines = list(_lines(row, library, request))
    if request.method == "POST":
        kept_all = [_keep(request, line, library) for line in lines if line.form.is_bound]
        if all(kept_all):
            messages.success(request, _("The teams are written down."))
            return redirect("contests:own_teams", row.pk)
    context = {
        "day": row, "lines": lines, "named": _named(row, library), "given": today > row.entries_until,
        "open": today <= row.entries_until and any(not line.sport.drawn_at for line in lines),
    }  # fmt: skip
    return render(request, "contests/own_teams.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@at_work(ENTER)
def own_named(request: HttpRequest, number: int) -> HttpResponseBase:
    """Who of the delegation agrees to be named in public, at any time."""
    row = get_object_or_404(SportsDay.objects.select_related("federation", "library"), pk=number)
    library = library_of(request)
    if not queries.may_enter(user_of(request), library, row, timezone.localdate()):
        return redirect("contests:home")
    form = _named(row, library, request.POST)
    told_of(request, form, _("It is written down."), teams.name, day=row, library=library, **by(request))
    return redirect("contests:own_teams", row.pk)


def _named(day: SportsDay, library: Organisation, sent: QueryDict | None = None) -> NamedForm:
    return NamedForm(sent, athletes=day.athletes.filter(library=library))


@require_role(ORGANISE, over=SOMEWHERE)
def late_team(request: HttpRequest, number: int) -> HttpResponseBase:
    """The organiser writes down a member's team, also after the last day for entries."""
    row = own_row(request, Sport, number, ORGANISE, "day__library")
    on = timezone.localdate()
    form = LateTeamForm(request.POST or None, invited=queries.invited(row.day, on), teams_each=row.teams_each)
    back = reverse("contests:sport", args=[row.pk])
    if request.method == "POST" and form.is_valid():
        names, agreed = form.people()
        said = {"library": form.cleaned_data["library"], "number": form.cleaned_data.get("number", 1)}
        if kept(form, teams.keep_team, sport=row, names=names, agreed=agreed, late=True, **said, **by(request)):
            return redirect(back)
    title = _("%(sport)s: write down a team") % {"sport": row}
    return form_page(request, form, title, back, _("Keep it"), offered=queries.offered(row.day, on), up=row)


def _lines(day: SportsDay, library: Organisation, request: HttpRequest) -> Iterable[Line]:
    held = {
        (team.sport_id, team.number): team
        for team in Team.objects.filter(sport__day=day, library=library).prefetch_related("athletes")
    }
    for sport in day.sports.all():
        for number in range(1, sport.teams_each + 1):
            team = held.get((sport.pk, number))
            people = team.athletes.all() if team else ()
            names = "\n".join(f"{each.full_name}{' +' if each.agreed else ''}" for each in people)
            prefix = f"t{sport.pk}-{number}"
            bound = request.method == "POST" and not sport.drawn_at
            form = TeamForm(request.POST if bound else None, prefix=prefix, initial={"names": names})
            yield Line(sport, number, team, form)


def _keep(request: HttpRequest, line: Line, library: Organisation) -> bool:
    if not line.form.is_valid():
        return False
    if not line.form.has_changed():
        return True
    names, agreed = line.form.people()
    words = {"sport": line.sport, "library": library, "number": line.number, "names": names, "agreed": agreed}
    kept(line.form, teams.keep_team, **words, **by(request))
    return not line.form.errors
