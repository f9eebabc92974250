"""A trip on its day: leaving, arriving, moving on, coming back; packing before it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import by, own_row, told
from lienthu.accounts.permissions import require_role
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.common.errors import DomainError
from lienthu.federation import queries as federation
from lienthu.federation.models import Site
from lienthu.mobile import working
from lienthu.mobile.models import Packed, Trip, TripStop, Vehicle
from lienthu.mobile.queries import loading, packing
from lienthu.mobile.services import driving as services
from lienthu.mobile.services import loading as loading_services
from lienthu.mobile.services import packing as packing_services
from lienthu.mobile.views.shared import WORK

SHOWN = 20  # books on the vehicle's page


def _kilometres(request: HttpRequest) -> int | None:
    text = request.POST.get("km", "").strip().replace(".", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


@require_POST
@require_role(WORK, over=SOMEWHERE)
def leave(request: HttpRequest, number: int) -> HttpResponseBase:
    """The vehicle leaves; whoever says so works on the trip from now on."""
    row = own_row(request, Trip, number, WORK)
    against = request.POST.get("against", "")
    if told(request, "", services.leave, trip=row, km=_kilometres(request), against=against, **by(request)):
        working.go_along(request, row)
    return redirect("mobile:trip", row.pk)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def was_driven(request: HttpRequest, number: int) -> HttpResponseBase:
    """The trip was driven, which nobody could say on its day."""
    row = own_row(request, Trip, number, WORK)
    if told(request, "", services.was_driven, trip=row, against=request.POST.get("against", ""), **by(request)):
        return redirect("mobile:report", row.pk)
    return redirect("mobile:trip", row.pk)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def go_along(request: HttpRequest, number: int) -> HttpResponseBase:
    """Work on this trip: desk, visits and cards are booked at the stop where the vehicle stands."""
    row = own_row(request, Trip, number, WORK)
    if row.state == Trip.State.UNDER_WAY:
        working.go_along(request, row)
        messages.success(request, _("You work on this trip now, wherever the vehicle stands."))
    return redirect("mobile:trip", row.pk)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def get_off(request: HttpRequest, number: int) -> HttpResponseBase:
    """Work at the library again."""
    row = own_row(request, Trip, number, WORK)
    working.get_off(request)
    return redirect("mobile:trip", row.pk)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def arrive(request: HttpRequest, number: int) -> HttpResponseBase:
    """The vehicle stands at a stop."""
    row = own_row(request, TripStop, number, WORK, "trip__library")
    try:
        for sentence in services.arrive(trip_stop=row, **by(request)):
            messages.warning(request, sentence)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        working.go_along(request, Trip.objects.select_related("here__stop", "vehicle").get(pk=row.trip_id))
        messages.success(request, _("You work at %(stop)s now.") % {"stop": row})
    return redirect("mobile:trip", row.trip_id)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def move_on(request: HttpRequest, number: int) -> HttpResponseBase:
    """The vehicle leaves the stop."""
    row = own_row(request, Trip, number, WORK)
    told(request, "", services.move_on, trip=row, **by(request))
    return redirect("mobile:trip", row.pk)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def pass_by(request: HttpRequest, number: int) -> HttpResponseBase:
    """A stop is not served on this trip."""
    row = own_row(request, TripStop, number, WORK, "trip__library")
    out = packing.codes_of(row.trip, row) if row.trip.state == Trip.State.PLANNED else ""
    if told(request, "", services.pass_by, trip_stop=row, reason=request.POST.get("reason", ""), **by(request)) and out:
        messages.warning(request, _("Take these books out of the vehicle again: %(copies)s.") % {"copies": out})
    return redirect("mobile:trip", row.trip_id)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def come_back(request: HttpRequest, number: int) -> HttpResponseBase:
    """The vehicle is back; the report is next."""
    row = own_row(request, Trip, number, WORK)
    if not told(request, "", services.come_back, trip=row, km=_kilometres(request), **by(request)):
        return redirect("mobile:trip", row.pk)
    working.get_off(request)
    return redirect("mobile:report", row.pk)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def was_served(request: HttpRequest, number: int) -> HttpResponseBase:
    """The stop was served, which nobody could write down there."""
    row = own_row(request, TripStop, number, WORK, "trip__library")
    told(request, "", services.was_served, trip_stop=row, **by(request))
    return redirect("mobile:report", row.trip_id)


@require_role(WORK, over=SOMEWHERE)
def books(request: HttpRequest, number: int) -> HttpResponseBase:
    """The vehicle's own books: scanned on board, or off."""
    row = own_row(request, Vehicle, number, WORK)
    done, refused, off = None, "", request.POST.get("off") == "1"
    if request.method == "POST":
        words = {"vehicle": row, "code": request.POST.get("code", ""), **by(request)}
        try:
            if off:
                main = federation.sites_of([row.library_id], timezone.localdate()).filter(kind=Site.Kind.MAIN).first()
                done = loading_services.take_off_board(**words, to=main)
            else:
                done = loading_services.put_on_board(**words)
        except DomainError as refusal:
            refused = str(refusal)
    held = loading.on_board(row)
    context = {
        "vehicle": row, "count": held.count(), "last": held.order_by("-pk").select_related("record")[:SHOWN],
        "done": done, "refused": refused, "off": off,
    }  # fmt: skip
    template = "mobile/_books.html" if request.headers.get("HX-Request") else "mobile/books.html"
    return render(request, template, context, status=422 if refused and not request.headers.get("HX-Request") else 200)


@require_role(WORK, over=SOMEWHERE)
def pack(request: HttpRequest, number: int) -> HttpResponseBase:
    """The packing list; a code that is scanned is packed."""
    row = own_row(request, Trip, number, WORK)
    done, refused = None, ""
    if request.method == "POST":
        try:
            done = packing_services.pack(trip=row, code=request.POST.get("code", ""), **by(request))
        except DomainError as refusal:
            refused = str(refusal)
    may_read = allowed(request.user, "patrons.read", row.library)  # readers' names are the desk's and the crew's
    context = {"trip": row, "lines": packing.list_of(row), "done": done, "refused": refused, "may_read": may_read}
    template = "mobile/_packing.html" if request.headers.get("HX-Request") else "mobile/packing.html"
    return render(request, template, context, status=422 if refused and not request.headers.get("HX-Request") else 200)


@require_POST
@require_role(WORK, over=SOMEWHERE)
def unpack(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a copy out of the vehicle again."""
    row = own_row(request, Packed, number, WORK, "trip__library")
    told(request, "", packing_services.unpack, packed=row, **by(request))
    return redirect("mobile:pack", row.trip_id)
