"""Stops: where, whose yard, when the vehicle comes; seasons."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, form_page, kept, library_of, own_row, told
from lienthu.accounts.permissions import at_work, require_role
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.mobile import maps
from lienthu.mobile.forms import ExceptionForm, SeasonForm, ServiceForm, StopForm
from lienthu.mobile.models import Season, Service, Stop
from lienthu.mobile.queries import timetable
from lienthu.mobile.rules import ONE_DAY
from lienthu.mobile.services import stops as services
from lienthu.mobile.views.shared import PLAN
from lienthu.mobile.words import service_words

SHOWN = 12  # visits to come on a stop's page


@at_work(PLAN)
def stops(request: HttpRequest) -> HttpResponseBase:
    """The library's stops on the map and as a list, with what is next."""
    library = library_of(request)
    now = timezone.now()
    rows = list(timetable.stops_of([library.pk], timezone.localdate(now)))
    coming = timetable.next_visits(rows, now)
    context = {
        "rows": [(stop, coming.get(stop.pk)) for stop in rows],
        "map": maps.of_stops(_("The stops of the mobile library"), rows, coming, staff=True),
        "seasons": Season.objects.filter(library=library),
    }
    return render(request, "mobile/stops.html", context)


@at_work(PLAN)
def add_stop(request: HttpRequest) -> HttpResponseBase:
    """Write down a new stop."""
    library = library_of(request)
    form = StopForm(request.POST or None, hosts=_hosts(library), is_new=True)
    if request.method == "POST" and form.is_valid():
        site = {name: form.cleaned_data[name] for name in StopForm.SITE}
        if stop := kept(form, services.open_stop, library=library, **site, facts=form.facts(), **by(request)):
            messages.success(request, _("The stop is written down. Say now when the vehicle comes."))
            return redirect("mobile:stop", stop.pk)
    return form_page(request, form, _("Add a stop"), reverse("mobile:stops"), _("Keep it"), up=_("Stops"))


def _hosts(library: Organisation) -> QuerySet[Organisation]:
    below = federation.descendants(library, timezone.localdate())
    return Organisation.objects.filter(pk__in=below, closed_on=None).order_by("code")


@require_role(PLAN, over=SOMEWHERE)
def change_stop(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change who hosts a stop and whom to call."""
    row = own_row(request, Stop, number, PLAN)
    initial = {name: getattr(row, name) for name in services.STOP_FACTS}
    form = StopForm(request.POST or None, hosts=_hosts(row.library), is_new=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.change_stop(stop=row, facts=form.facts(), **by(request))
        messages.success(request, _("The stop is changed."))
        return redirect("mobile:stop", row.pk)
    return form_page(request, form, str(row), reverse("mobile:stops"), _("Change it"), up=_("Stops"))


@require_role(PLAN, over=SOMEWHERE)
def stop(request: HttpRequest, number: int) -> HttpResponseBase:
    """A stop: when the vehicle comes, what is next, on which days it is otherwise."""
    row = own_row(request, Stop, number, PLAN)
    seasons = Season.objects.filter(library=row.library)
    form = ServiceForm(request.POST or None, seasons=seasons, initial={"first_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        if kept(
            form,
            services.serve,
            stop=row,
            rule=form.rule(),
            anchor=entered["first_on"],
            begins=entered["begins"],
            ends=entered["ends"],
            season=entered["season"],
            valid_to=form.valid_to(),
            **by(request),
        ):
            messages.success(request, _("Readers can see it in the timetable."))
            return redirect("mobile:stop", row.pk)
    return _page(request, row, form, ExceptionForm())


def _page(request: HttpRequest, row: Stop, form: ServiceForm, exception: ExceptionForm) -> HttpResponseBase:
    today = timezone.localdate()
    visits = timetable.visits([row], today, today + timetable.AHEAD * ONE_DAY)[:SHOWN]
    held = [
        service for service in row.services.select_related("season") if not service.valid_to or service.valid_to > today
    ]
    context = {
        "stop": row,
        "form": form,
        "exception": exception,
        "services": [
            (service, service_words(service), list(service.exceptions.filter(on__gte=today))) for service in held
        ],
        "visits": visits,
        "map": maps.of_stops(str(row), [row], timetable.next_visits([row], timezone.now()), staff=True),
        "entries": audit.entries_of(row),
    }
    return render(request, "mobile/stop.html", context, status=422 if form.errors or exception.errors else 200)


@require_POST
@require_role(PLAN, over=SOMEWHERE)
def except_day(request: HttpRequest, number: int) -> HttpResponseBase:
    """Say that one day is otherwise."""
    service = own_row(request, Service, number, PLAN, "stop__library")
    row = service.stop
    form = ExceptionForm(request.POST)
    if form.is_valid():
        entered = form.cleaned_data
        if kept(
            form,
            services.except_day,
            service=service,
            on=entered["day"],
            comes=bool(entered["comes"]),
            begins=entered["begins"],
            ends=entered["ends"],
            reason=entered["reason"],
            **by(request),
        ):
            messages.success(request, _("Readers can see it in the timetable."))
            return redirect("mobile:stop", row.pk)
    return _page(request, row, ServiceForm(seasons=Season.objects.filter(library=row.library)), form)


@require_POST
@require_role(PLAN, over=SOMEWHERE)
def end_service(request: HttpRequest, number: int) -> HttpResponseBase:
    """From tomorrow on the vehicle does not come by this rule."""
    service = own_row(request, Service, number, PLAN, "stop__library")
    tomorrow = timezone.localdate() + ONE_DAY
    told(
        request,
        _("From tomorrow on it does not come by this rule."),
        services.serve_no_longer,
        service=service,
        on=tomorrow,
        **by(request),
    )
    return redirect("mobile:stop", service.stop_id)


@require_POST
@require_role(PLAN, over=SOMEWHERE)
def close_stop(request: HttpRequest, number: int) -> HttpResponseBase:
    """The stop is given up from tomorrow on."""
    row = own_row(request, Stop, number, PLAN)
    on, reason = timezone.localdate() + ONE_DAY, request.POST.get("reason", "")
    if told(request, _("The stop is given up."), services.close_stop, stop=row, on=on, reason=reason, **by(request)):
        return redirect("mobile:stops")
    return redirect("mobile:stop", row.pk)


@at_work(PLAN)
def add_season(request: HttpRequest) -> HttpResponseBase:
    """Name a part of every year."""
    form = SeasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and kept(form, services.name_season, library=library_of(request), **form.cleaned_data, **by(request))
    ):
        return redirect("mobile:stops")
    return form_page(request, form, _("Add a season"), reverse("mobile:stops"), _("Keep it"), up=_("Stops"))
