"""Sports days: the list, one with its sports and courts, sports, courts, referees, that it was held."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, kept, library_of, own_row, told, told_of
from lienthu.accounts.permissions import SOMEWHERE, allowed, at_work, require_role
from lienthu.common import audit
from lienthu.contests.forms.sports import CourtForm, DayForm, ReasonForm, RefereeForm, SportForm
from lienthu.contests.models import Athlete, Contest, Court, Match, Referee, Round, Sport, SportsDay
from lienthu.contests.queries import prizes
from lienthu.contests.queries import sports as queries
from lienthu.contests.services import days as services
from lienthu.contests.views.shared import ENTER, ORGANISE, PER_PAGE, form_page
from lienthu.federation import queries as federation
from lienthu.lib.tournaments import scales

DATA = Path(__file__).parent.parent / "data" / "sports.json"


@cache
def presets() -> list[dict[str, Any]]:
    """The usual sports with their rules."""
    found: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


@at_work(ENTER)
def home(request: HttpRequest) -> HttpResponseBase:
    """Sports days and contests: those that the library organises, and those to which it is invited."""
    library, today = library_of(request), timezone.localdate()
    groups = federation.federations_of(library, today)
    line = {library.pk, *federation.line_of(library, today)}
    theirs = Q(library__in=line) | Q(federation__in=groups) | Q(federation__memberships__organisation__in=line)
    days = SportsDay.objects.filter(theirs).distinct()
    contests = Contest.objects.filter(theirs).distinct()
    page = Paginator(days, PER_PAGE).get_page(request.GET.get("page"))
    contest_page = Paginator(contests, PER_PAGE).get_page(request.GET.get("contests"))
    hosts = federation.short_names({row.library_id for row in page} | {row.library_id for row in contest_page}, today)
    context = {
        "page": page, "contest_page": contest_page,
        "days": [(row, hosts[row.library_id], row.library_id == library.pk) for row in page],
        "contests": [(row, hosts[row.library_id], row.library_id == library.pk) for row in contest_page],
        "may_organise": allowed(request.user, ORGANISE, library),
        "own_rounds": Round.objects.filter(library=library).select_related("contest").order_by("-on", "-pk")[:PER_PAGE],
    }  # fmt: skip
    return render(request, "contests/home.html", context)


@at_work(ORGANISE)
def add_day(request: HttpRequest) -> HttpResponseBase:
    """Plan a sports day."""
    library = library_of(request)
    groups = list(federation.federations_of(library, timezone.localdate())[:2])
    own = {"federation": groups[0]} if len(groups) == 1 else {}
    form = DayForm(request.POST or None, initial={**own, **prizes.last_signer(library)})
    if request.method == "POST" and form.is_valid():
        row = kept(form, services.keep_day, library=library, facts=form.cleaned_data, **by(request))
        if row:
            return redirect("contests:day", row.pk)
    return form_page(request, form, _("Plan a sports day"), reverse("contests:home"), _("Keep it"))


@require_role(ORGANISE, over=SOMEWHERE)
def change_day(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, SportsDay, number, ORGANISE)
    initial = {name: getattr(row, name) for name in services.DAY_FACTS}
    form = DayForm(request.POST or None, initial=initial)
    words = {"library": row.library, "day": row, **by(request)}
    sent = request.method == "POST" and form.is_valid()
    if sent and kept(form, services.keep_day, facts=form.cleaned_data, **words):
        return redirect("contests:day", row.pk)
    return form_page(
        request, form, str(row), reverse("contests:day", args=[row.pk]), _("Keep it"), up=row, here=_("Change")
    )


@require_role(ORGANISE, over=SOMEWHERE)
def day(request: HttpRequest, number: int) -> HttpResponse:
    """All of a sports day for who organises it."""
    row = own_row(request, SportsDay, number, ORGANISE)
    today = timezone.localdate()
    found = queries.tournaments(row)
    table = queries.medal_table(row)
    names = federation.short_names({each.member for each in table}, row.last_on)
    teams = dict.fromkeys((each.sport.pk for each in found), 0)
    for sport in row.sports.values_list("teams__sport", flat=True):
        if sport:
            teams[sport] += 1
    context = {
        "day": row,
        "sports": [(each.sport, teams[each.sport.pk], len(each.results), len(each.matches)) for each in found],
        "courts": row.courts.prefetch_related("sports", "hours"),
        "referees": [
            (each, request.build_absolute_uri(reverse("referee_link:page", args=[services.token(each)])))
            for each in row.referees.filter(closed_at=None).select_related("sport")
        ],
        "athletes": Athlete.objects.filter(day=row).count(),
        "members": Athlete.objects.filter(day=row).order_by().values("library").distinct().count(),
        "medals": [(each, names[each.member]) for each in table],
        "presets": enumerate(presets()),
        "referee_form": RefereeForm(sports=row.sports.all()),
        "reason_form": ReasonForm(),
        "begun": row.first_on <= today,
        "unplaced": Match.objects.filter(sport__day=row, played_at=None, court=None).count(),
        "entries": audit.entries_of(row),
    }
    return render(request, "contests/day.html", context)


@require_role(ORGANISE, over=SOMEWHERE)
def add_sport(request: HttpRequest, number: int) -> HttpResponseBase:
    """A sport with its rules, filled in from a usual one (`?usual=`)."""
    row = own_row(request, SportsDay, number, ORGANISE)
    usual = request.GET.get("usual", "")
    found = presets()[int(usual)] if usual.isdecimal() and int(usual) < len(presets()) else {}
    return _sport(request, row, None, {**found, "scale": scales.USUAL} if found else {"scale": scales.USUAL})


@require_role(ORGANISE, over=SOMEWHERE)
def change_sport(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Sport, number, ORGANISE, "day__library")
    return _sport(request, row.day, row, {name: getattr(row, name) for name in services.SPORT_FACTS})


def _sport(request: HttpRequest, day: SportsDay, row: Sport | None, facts: dict[str, Any]) -> HttpResponseBase:
    labels = {each.value: str(each.label) for each in Sport.Tie}
    words = {"scale": scales.written(facts["scale"])}
    words["ties"] = "\n".join(labels[tie] for tie in facts.get("ties", ["head_to_head", "difference", "lots"]))
    form = SportForm(request.POST or None, initial={**facts, **words})
    if request.method == "POST" and form.is_valid():
        kept_row = kept(form, services.keep_sport, day=day, facts=form.cleaned_data, sport=row, **by(request))
        if kept_row:
            return redirect("contests:sport", kept_row.pk)
    back = reverse("contests:sport", args=[row.pk]) if row else reverse("contests:day", args=[day.pk])
    here = _("Change") if row else ""
    return form_page(request, form, str(row) if row else _("Add a sport"), back, _("Keep it"), up=row or day, here=here)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def drop_sport(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Sport, number, ORGANISE, "day__library")
    told(request, _("The sport is taken off the day."), services.drop_sport, sport=row, **by(request))
    return redirect("contests:day", row.day_id)


@require_role(ORGANISE, over=SOMEWHERE)
def add_court(request: HttpRequest, number: int) -> HttpResponseBase:
    return _court(request, own_row(request, SportsDay, number, ORGANISE), None)


@require_role(ORGANISE, over=SOMEWHERE)
def change_court(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Court, number, ORGANISE, "day__library")
    return _court(request, row.day, row)


def _court(request: HttpRequest, day: SportsDay, row: Court | None) -> HttpResponseBase:
    initial: dict[str, Any] = {"sports": day.sports.all(), "hours": "7:30-11:30\n13:30-17:00"}
    if row:
        local = [(timezone.localtime(each.begins_at), timezone.localtime(each.ends_at)) for each in row.hours.all()]
        lines = [f"{one:%d/%m/%Y %H:%M}-{other:%H:%M}" for one, other in local]
        initial = {"name": row.name, "sports": row.sports.all(), "hours": "\n".join(lines)}
    form = CourtForm(request.POST or None, initial=initial, sports=day.sports.all(), first_on=day.first_on)
    sent = request.method == "POST" and form.is_valid()
    if sent and kept(form, services.keep_court, day=day, court=row, **form.cleaned_data, **by(request)):
        return redirect("contests:day", day.pk)
    back = reverse("contests:day", args=[day.pk])
    return form_page(request, form, str(row) if row else _("Add a court"), back, _("Keep it"), up=day)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def drop_court(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Court, number, ORGANISE, "day__library")
    told(request, _("The court is taken away."), services.drop_court, court=row, **by(request))
    return redirect("contests:day", row.day_id)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def appoint(request: HttpRequest, number: int) -> HttpResponseBase:
    """A referee with an address of their own."""
    row = own_row(request, SportsDay, number, ORGANISE)
    form, done = RefereeForm(request.POST, sports=row.sports.all()), _("Send the referee the address below.")
    told_of(request, form, done, services.appoint_referee, day=row, **by(request))
    return redirect("contests:day", row.pk)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def close_referee(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, Referee, number, ORGANISE, "day__library")
    told(request, _("The address opens nothing any more."), services.close_referee, referee=row, **by(request))
    return redirect("contests:day", row.day_id)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def hold(request: HttpRequest, number: int) -> HttpResponseBase:
    """It was held: count it."""
    row = own_row(request, SportsDay, number, ORGANISE)
    told(request, _("The sports day is counted."), services.hold, day=row, **by(request))
    return redirect("contests:day", row.pk)


@require_POST
@require_role(ORGANISE, over=SOMEWHERE)
def undo_hold(request: HttpRequest, number: int) -> HttpResponseBase:
    row = own_row(request, SportsDay, number, ORGANISE)
    form = ReasonForm(request.POST)
    if form.is_valid():
        words = {"day": row, "reason": form.cleaned_data["reason"], **by(request)}
        told(request, _("The sports day is not counted any more."), services.undo_hold, **words)
    else:
        messages.error(request, _("Write why it is taken back."))
    return redirect("contests:day", row.pk)
