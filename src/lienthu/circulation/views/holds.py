"""Holds for staff: what to fetch from the shelves, the hold shelf, who waits, a title's queue, one hold."""

from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.models import User
from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import allowed, at_work
from lienthu.circulation import hold_words, rules
from lienthu.circulation.errors import HoldRefused, Refused
from lienthu.circulation.models import Hold
from lienthu.circulation.queries import desk as desk_queries
from lienthu.circulation.queries import holds as queries
from lienthu.circulation.services import holds
from lienthu.common import audit
from lienthu.federation import queries as federation
from lienthu.federation.forms import DayField
from lienthu.ledger.queries import events_of
from lienthu.patrons.rules import Refusal

LEND = "circulation.lend"
PER_PAGE = 50


@at_work(LEND)
def pull(request: HttpRequest) -> HttpResponse:
    """What is to be fetched from the library's shelves, in the order of the shelves. Whose it is, is not said here."""
    rows = list(queries.to_pull(library_of(request)))
    names = federation.short_names({hold.library_id for hold in rows}, timezone.localdate())
    places: dict[str, list[dict[str, object]]] = {}
    for hold in rows:
        if hold.copy is None:
            continue
        where = hold.copy.place.name if hold.copy.place else ""
        row = {"hold": hold, "title": desk_queries.heading_of(hold.copy), "to": hold_words.pickup(hold, names)}
        places.setdefault(where, []).append(row)
    context = {"which": "pull", "places": list(places.items()), "count": len(rows), "now": timezone.now()}
    return render(request, "circulation/hold_pull.html", context)


@at_work(LEND)
def shelf(request: HttpRequest) -> HttpResponse:
    """What lies ready, what nobody fetched and is to be taken off, what is on its way here."""
    library = library_of(request)
    context = {
        "which": "shelf",
        "ready": [(hold, _heading(hold)) for hold in queries.on_shelf(library)],
        "left": [(hold, _heading(hold)) for hold in queries.left_on_shelf(library)],
        "coming": [(hold, _heading(hold)) for hold in queries.coming(library)],
        "today": timezone.localdate(),
    }
    return render(request, "circulation/hold_shelf.html", context)


def _heading(hold: Hold) -> str:
    return desk_queries.heading_of(hold.copy) if hold.copy else ""


@at_work(LEND)
def waiting(request: HttpRequest) -> HttpResponse:
    """The library's readers who wait, the longest first."""
    page = Paginator(queries.waiting(library_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    context = {"which": "waiting", "page": page, "lines": hold_words.lines(page)}
    return render(request, "circulation/hold_waiting.html", context)


@at_work(LEND)
def title_queue(request: HttpRequest, number: int) -> HttpResponse:
    """The queue for a title: one's own readers by name, another library's only by their library."""
    library = library_of(request)
    rows = hold_words.lines(queries.queue(number))
    context = {
        "number": number,
        "heading": queries.headings([number])[number],
        "lines": rows,
        "library": library,
        "may_move": allowed(request.user, rules.OVERRIDE, library),
        "ended": Hold.objects.filter(title__in=queries.numbers_of(number)).exclude(closed_at=None).count(),
    }
    return render(request, "circulation/hold_queue.html", context)


@at_work(LEND)
def hold_page(request: HttpRequest, number: int) -> HttpResponse:
    """One hold of the library's: where it stands and why, what can be done, its history."""
    library = library_of(request)
    hold = get_object_or_404(
        Hold.objects.select_related("title", "patron", "copy__record", "library", "site", "placed_by", "loan"),
        pk=number,
        library=library,
    )
    waits = hold.patron is not None and hold.state == Hold.State.WAITING
    context = {
        "hold": hold,
        "pickups": queries.pickups(hold.patron, timezone.localdate()) if hold.patron and waits else [],
        "line": hold_words.lines([hold])[0],
        "title_number": queries.title_of(hold),
        "may_move": allowed(request.user, rules.OVERRIDE, library),
        "entries": audit.entries_of(hold),
        "events": events_of(hold),
    }
    return render(request, "circulation/hold_page.html", context)


@require_POST
@at_work(LEND)
def change(request: HttpRequest, number: int, verb: str) -> HttpResponseBase:
    """Cancel, suspend, resume, fetch elsewhere, move in the queue; say that the chosen copy is not on its shelf."""
    library, user, at = library_of(request), user_of(request), timezone.now()
    own = Q(library=library) | (Q(copy__custodian=library) if verb == "missing" else Q(pk=0))
    hold = get_object_or_404(Hold.objects.select_related("title", "copy", "patron"), own, pk=number)
    reason = request.POST.get("reason", "").strip()[:200]
    back = reverse("circulation:hold", args=[number])
    try:
        if verb == "cancel":
            holds.cancel(hold=hold, actor=user, at=at, reason=reason)
            messages.success(request, _("The hold is cancelled."))
        elif verb == "suspend":
            holds.suspend(hold=hold, until=day_of(request.POST.get("until", "")), actor=user, at=at)
            messages.success(request, _("The hold is suspended; its place in the queue is kept."))
        elif verb == "resume":
            holds.resume(hold=hold, actor=user, at=at)
            messages.success(request, _("The hold counts again."))
        elif verb == "pickup":
            place = fetch_at(hold, request.POST.get("pickup", ""), user, at)
            messages.success(request, _("It is fetched at %(place)s now.") % {"place": place.name})
            back = back if place.library == library else reverse("circulation:hold_waiting")
        elif verb in ("up", "down") and allowed(user, rules.OVERRIDE, library):
            holds.move(hold=hold, up=verb == "up", library=library, actor=user, at=at, reason=reason)
            messages.success(request, _("Moved in the queue."))
        elif verb == "missing":
            back = reverse("circulation:hold_pull")
            moved = holds.not_found(hold=hold, actor=user, at=at, reason=reason)
            found = _("Another copy was chosen.") if moved.copy_id else _("No other copy is free: the reader waits on.")
            messages.success(request, found)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(back)


def fetch_at(hold: Hold, key: str, actor: User | None, at: datetime) -> queries.Pickup:
    """Change where it is fetched to the place of that key. Raises HoldRefused, also for a key that is none."""
    offered = queries.pickups(hold.patron, timezone.localdate(at)) if hold.patron else []
    place = next((each for each in offered if each.key == key), None)
    if place is None:
        raise HoldRefused([Refusal("no_pickup", _("Choose a place of pickup from the list."), "")])
    holds.fetch_at(hold=hold, library=place.library, site=place.site, actor=actor, at=at)
    return place


def day_of(text: str) -> date:
    """A day as a form gives it; one that is none is today, which no service takes for a day to come."""
    try:
        day: date = DayField().clean(text)
    except ValidationError:
        return timezone.localdate()
    return day
