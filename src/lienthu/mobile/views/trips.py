"""Trips: the list, planning, a trip's page until it leaves."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, kept, library_of, own_row, told
from lienthu.accounts.permissions import at_work, require_role
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.common.maps import State, View
from lienthu.mobile import maps
from lienthu.mobile.forms import MemberForm, PlanForm, RouteForm, TripForm
from lienthu.mobile.models import Crew, Drop, Route, Trip, TripMember, TripStop, Vehicle
from lienthu.mobile.queries import crews, loading, packing, timetable
from lienthu.mobile.services import loading as loading_services
from lienthu.mobile.services import trips as services
from lienthu.mobile.views.shared import PLAN, WORK, staff_of
from lienthu.mobile.working import TRIP
from lienthu.rotation.models import Placement

BEHIND = timedelta(days=120)


@at_work(WORK)
def trips(request: HttpRequest) -> HttpResponseBase:
    """What is under way, what is to come, whose report waits, what was closed of late."""
    library, today = library_of(request), timezone.localdate()
    rows = Trip.objects.filter(library=library).select_related("vehicle", "route").prefetch_related("stops__stop__site")
    late = rows.filter(state=Trip.State.PLANNED, on__lt=today)
    context = {
        "today": today,
        "open": rows.open().exclude(pk__in=late.values("pk")).order_by("on", "leaves", "pk"),
        "late": late.order_by("on"),
        "back": rows.filter(state=Trip.State.BACK).order_by("on"),
        "ended": rows.filter(state__in=(Trip.State.CLOSED, Trip.State.CANCELLED), on__gte=today - BEHIND),
        "may_plan": allowed(request.user, PLAN, library),
    }
    return render(request, "mobile/trips.html", context)


@at_work(PLAN)
def routes(request: HttpRequest) -> HttpResponseBase:
    """The routes, and trips ahead of time for one of them."""
    library = library_of(request)
    rows = Route.objects.filter(library=library, given_up_at=None).prefetch_related("stops__stop__site")
    form = PlanForm(request.POST or None, routes=rows, initial={"first": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        last = services.until(entered["first"], entered["weeks"])
        words = {"route": entered["route"], "first": entered["first"], "last": last}
        if (done := kept(form, services.plan_ahead, **words, **by(request))) is not None:
            _say(request, *done)
            return redirect("mobile:trips")
    return render(request, "mobile/routes.html", {"routes": rows, "form": form}, status=422 if form.errors else 200)


def _say(request: HttpRequest, made: list[Trip], left: list[tuple[date, str]]) -> None:
    count = len(made)
    messages.success(request, ngettext("%(n)d trip is planned.", "%(n)d trips are planned.", count) % {"n": count})
    for day, why in left:
        messages.warning(request, _("%(day)s: no trip. %(why)s") % {"day": f"{day:%d/%m/%Y}", "why": why})


@at_work(PLAN)
def add_route(request: HttpRequest) -> HttpResponseBase:
    """Put stops together that are served in one trip."""
    return _route(request, None)


@require_role(PLAN, over=SOMEWHERE)
def route(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change which stops a route has."""
    return _route(request, own_row(request, Route, number, PLAN))


@require_POST
@require_role(PLAN, over=SOMEWHERE)
def give_up_route(request: HttpRequest, number: int) -> HttpResponseBase:
    """No more trips are planned by the route."""
    services.give_up(route=own_row(request, Route, number, PLAN), **by(request))
    return redirect("mobile:routes")


def _route(request: HttpRequest, row: Route | None) -> HttpResponseBase:
    library = row.library if row else library_of(request)
    turns = {each.stop_id: each.turn for each in row.stops.all()} if row else {}
    form = RouteForm(
        request.POST or None,
        stops=list(timetable.stops_of([library.pk], timezone.localdate())),
        vehicles=Vehicle.objects.filter(library=library),
        crews=Crew.objects.filter(library=library, dissolved_at=None),
        turns=turns,
        initial={"name": row.name, "vehicle": row.vehicle_id, "crew": row.crew_id} if row else None,
    )
    if request.method == "POST" and form.is_valid():
        words = {"library": library, "route": row, "stops": form.ordered()}
        words |= {name: form.cleaned_data[name] for name in ("name", "vehicle", "crew")}
        if kept(form, services.keep_route, **words, **by(request)):
            return redirect("mobile:routes")
    return render(request, "mobile/route.html", {"form": form, "route": row}, status=422 if form.errors else 200)


@at_work(PLAN)
def add_trip(request: HttpRequest) -> HttpResponseBase:
    """Plan one trip by hand."""
    library = library_of(request)
    form = TripForm(
        request.POST or None,
        stops=list(timetable.stops_of([library.pk], timezone.localdate())),
        vehicles=Vehicle.objects.filter(library=library),
        crews=Crew.objects.filter(library=library, dissolved_at=None),
        initial={"day": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        halts = [services.Halt(*each) for each in form.halts()]
        words = {name: entered[name] for name in ("leaves", "vehicle", "crew")}
        trip = kept(form, services.plan, library=library, on=entered["day"], halts=halts, **words, **by(request))
        if trip:
            return redirect("mobile:trip", trip.pk)
    return render(request, "mobile/trip_form.html", {"form": form}, status=422 if form.errors else 200)


@require_role(WORK, over=SOMEWHERE)
def trip(request: HttpRequest, number: int) -> HttpResponseBase:
    """A trip: people, stops, what it lacks, the packing list; on its day the buttons to drive it."""
    row = own_row(request, Trip, number, WORK)
    stops = list(row.stops.select_related("stop__site", "stop__host"))
    wanted = packing.list_of(row) if row.is_open else []
    context = {
        "trip": row,
        "stops": stops,
        "members": list(row.members.all()),
        "lacks": crews.lacks(row) if row.state == Trip.State.PLANNED else [],
        "needed": crews.needed(crews.rule_for(row.library, row.on)),
        "untold": [each for each in stops if each.told_at is None and not each.passed_by],
        "wanted": len(wanted),
        "packed": sum(line.packed is not None for line in wanted),
        "map": _map(row, stops),
        "load": loading.load_of(row),
        "drops": list(row.drops.select_related("placement__set", "placement__deposit__site")),
        "could_go": list(loading.could_go_along(row.library)) if row.state == Trip.State.PLANNED else [],
        "is_today": row.on == timezone.localdate(),
        "is_past": row.on < timezone.localdate(),
        "form": MemberForm(staff=staff_of(row.library)),
        "may_plan": allowed(request.user, PLAN, row.library),
        "may_lend": allowed(request.user, "circulation.lend", row.library),
        "along": request.session.get(TRIP) == row.pk,
        "entries": audit.entries_of(row),
    }
    return render(request, "mobile/trip.html", context)


def _map(row: Trip, stops: list[TripStop]) -> View:
    def state(each: TripStop) -> tuple[State, str]:
        if each.passed_by:
            return State.BAD, _("not served")
        if each.arrived_at:
            return State.GOOD, _("served")
        return State.PLAIN, _("to come")

    shown = [(each.stop, str(each.turn), *state(each)) for each in stops]
    return maps.of_trip(_("The stops of this trip"), shown)


@require_POST
@require_role(PLAN, over=SOMEWHERE)
def join(request: HttpRequest, number: int) -> HttpResponseBase:
    """Somebody more goes along."""
    row = own_row(request, Trip, number, PLAN)
    form = MemberForm(request.POST, staff=staff_of(row.library))
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("name", "duty", "user")}
        told(request, "", services.join, trip=row, **words, **by(request))
    return redirect("mobile:trip", row.pk)


@require_POST
@require_role(PLAN, over=SOMEWHERE)
def stay(request: HttpRequest, number: int) -> HttpResponseBase:
    """Somebody does not go along."""
    member = own_row(request, TripMember, number, PLAN, "trip__library")
    told(request, "", services.stay, member=member, **by(request))
    return redirect("mobile:trip", member.trip_id)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def tell(request: HttpRequest, number: int) -> HttpResponseBase:
    """The host of a stop was told."""
    row = own_row(request, TripStop, number, WORK, "trip__library")
    how = request.POST.get("how", "")
    told(request, _("Written down: the host was told."), services.told, trip_stop=row, how=how, **by(request))
    return redirect("mobile:trip", row.trip_id)


@require_POST
@require_role(PLAN, over=SOMEWHERE)
def take_along(request: HttpRequest, number: int) -> HttpResponseBase:
    """A set in rotation is brought or fetched on this trip."""
    row = own_row(request, Trip, number, PLAN)
    asked = request.POST.get("placement", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 16:
        placement = get_object_or_404(Placement, pk=int(asked), library=row.library)
        told(request, "", loading_services.take_along, trip=row, placement=placement, **by(request))
    return redirect("mobile:trip", row.pk)


@require_POST
@require_role(PLAN, over=SOMEWHERE)
def leave_out(request: HttpRequest, number: int) -> HttpResponseBase:
    """A set does not go along on this trip."""
    row = own_row(request, Drop, number, PLAN, "trip__library")
    told(request, "", loading_services.leave_out, drop=row, **by(request))
    return redirect("mobile:trip", row.trip_id)


@require_POST
@require_role(PLAN, over=SOMEWHERE)
def call_off(request: HttpRequest, number: int) -> HttpResponseBase:
    """The trip does not take place."""
    row = own_row(request, Trip, number, PLAN)
    out, words = packing.codes_of(row), {"trip": row, "reason": request.POST.get("reason", ""), **by(request)}
    if told(request, _("The trip is called off; the timetable says so."), services.call_off, **words) and out:
        messages.warning(request, _("Take these books out of the vehicle again: %(copies)s.") % {"copies": out})
    return redirect("mobile:trip", row.pk)
