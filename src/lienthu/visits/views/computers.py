"""The desk's view of the computers: who sits where, who waits."""

import hashlib
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from lienthu.accounts.permissions import at_work, require_role
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE, allowed
from lienthu.federation.models import Organisation
from lienthu.visits import rules
from lienthu.visits.forms import ReservationForm, VisitorForm
from lienthu.visits.models import Computer
from lienthu.visits.queries import computers as queries
from lienthu.visits.queries.terms import terms_of
from lienthu.visits.views.shared import LAY_DOWN, MANAGE, at_place, own_row


@at_work(MANAGE)
def computers(request: HttpRequest) -> HttpResponseBase:
    """All computers with their state, looked at again every few seconds; nothing is sent while nothing changes."""
    library, _site = at_place(request)
    context = _board(library, timezone.now())
    if request.headers.get("HX-Request"):
        if request.GET.get("seen") == context["digest"]:
            return HttpResponse(status=204)
        return render(request, "visits/_computers.html", context)
    more = {
        **context,
        "ticket_form": VisitorForm(prefix="ticket"),
        "may_lay_down": allowed(request.user, LAY_DOWN, library),
    }
    return render(request, "visits/computers.html", more)


def _board(library: Organisation, at: datetime) -> dict[str, object]:
    keep = timedelta(minutes=terms_of(library, timezone.localdate(at)).keep_minutes)
    found = list(queries.computers_of(library))
    day = timezone.localdate(at)
    tickets = [
        ticket for site in {each.site_id for each in found} | {None} for ticket in queries.waiting(library, site, day)
    ]
    places = queries.places(found, tickets, at, keep)
    queue = sorted((each for each in tickets if each.from_at is None), key=lambda each: each.pk)
    reserved = sorted((each for each in tickets if each.from_at), key=lambda each: (each.from_at or at, each.pk))
    late = [each for each in reserved if each.from_at and each.from_at + keep <= at]
    state = [
        *(
            (each.computer.pk, each.computer.state, each.session, each.minutes_left, each.kept, each.seen)
            for each in places
        ),
        *((each.pk, each in late) for each in (*queue, *reserved)),
    ]
    digest = hashlib.sha256(repr(state).encode()).hexdigest()[:16]
    return {"places": places, "queue": queue, "reserved": reserved, "late": late, "digest": digest}


@require_role(MANAGE, over=SOMEWHERE)
def computer_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One computer: start, extend, move, stop, reserve, its day, and the address of its kiosk."""
    return render(request, "visits/computer.html", context_of(request, own_row(request, Computer, number)))


def context_of(request: HttpRequest, computer: Computer) -> dict[str, object]:
    """All that the page of a computer shows."""
    at = timezone.now()
    day = timezone.localdate(at)
    library = computer.library
    terms = terms_of(library, day)
    session = queries.running(computer, at)
    others = [each for each in queries.computers_of(library) if each.pk != computer.pk]
    tickets = queries.waiting(library, computer.site_id, day)
    keep = timedelta(minutes=terms.keep_minutes)
    return {
        "computer": computer,
        "session": session,
        "minutes_left": rules.minutes_between(at, session.ends_at) if session else 0,
        "terms": terms,
        "start_form": VisitorForm(prefix="start"),
        "reserve_form": ReservationForm(prefix="reserve"),
        "move_to": [each.computer for each in queries.places(others, tickets, at, keep) if each.free],
        "tickets": [each for each in tickets if each.computer_id == computer.pk],
        "sessions": queries.sessions_on(library, day).filter(computer=computer),
        "may_lay_down": allowed(request.user, LAY_DOWN, library),
        "address": request.build_absolute_uri(reverse("kiosk:page", args=[computer.key])),
        "entries": audit.entries_of(computer)[:20],
    }
