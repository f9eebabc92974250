"""Holds on a reader's own pages: placing one from the public catalogue, suspending, resuming, cancelling."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue.models import Title
from lienthu.circulation.errors import Refused
from lienthu.circulation.forms import PlaceHoldForm
from lienthu.circulation.models import Hold
from lienthu.circulation.queries import holds as queries
from lienthu.circulation.services import holds
from lienthu.circulation.views.holds import day_of, fetch_at
from lienthu.patrons import own
from lienthu.patrons.models import Patron

BEYOND_ANY = 1 << 63  # a number from here on is no key of a table


@own.signed_in
def place(request: HttpRequest, patron: Patron, title: int) -> HttpResponseBase:
    """Choose where to fetch it, and join the queue."""
    if title >= BEYOND_ANY:
        raise Http404
    found = get_object_or_404(Title.objects.select_related("merged_into"), pk=title)
    current = found.merged_into or found
    heading = queries.headings([current.pk])[current.pk]
    if not heading:
        raise Http404
    now = timezone.now()
    pickups = queries.pickups(patron, timezone.localdate(now))
    form = PlaceHoldForm(request.POST or None, pickups=pickups, volumes=queries.volumes(current.pk))
    refusals: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            holds.place(asked=form.asked(patron, current.pk), actor=None, at=now)
        except Refused as refusal:
            refusals = refusal.refusals
        else:
            message = _("You have a hold on “%(title)s”. We tell you when it is ready at %(place)s.")
            messages.success(request, message % {"title": heading, "place": form.chosen.name})
            return redirect("own:me")
    context = {"reader": patron, "heading": heading, "title": current.pk, "form": form, "refusals": refusals}
    status = 422 if refusals or form.errors else 200
    return render(request, "circulation/own_place_hold.html", context, status=status)


@require_POST
@own.signed_in
def change(request: HttpRequest, patron: Patron, number: int, verb: str) -> HttpResponse:
    """What readers do with their own holds; another's is not found."""
    hold = get_object_or_404(Hold, pk=number, patron=patron) if number < BEYOND_ANY else None
    at = timezone.now()
    try:
        if hold is None or verb not in ("cancel", "suspend", "resume", "pickup"):
            raise Http404
        if verb == "cancel":
            holds.cancel(hold=hold, actor=None, at=at)
            messages.success(request, _("Your hold is cancelled."))
        elif verb == "pickup":
            place = fetch_at(hold, request.POST.get("pickup", ""), None, at)
            messages.success(request, _("You fetch it at %(place)s now.") % {"place": place.name})
        elif verb == "suspend":
            holds.suspend(hold=hold, until=day_of(request.POST.get("until", "")), actor=None, at=at)
            messages.success(request, _("Your hold is suspended; your place in the queue is kept."))
        else:
            holds.resume(hold=hold, actor=None, at=at)
            messages.success(request, _("Your hold counts again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("own:me")
