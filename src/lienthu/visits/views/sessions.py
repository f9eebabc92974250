"""Starting, extending, moving and stopping sessions by hand; tickets and reservations."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import refused, user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.common.access import SOMEWHERE
from lienthu.common.errors import DomainError
from lienthu.federation.models import Organisation
from lienthu.ledger.models import AgeBand
from lienthu.visits.errors import SessionRefused
from lienthu.visits.forms import ReservationForm, VisitorForm
from lienthu.visits.models import Computer, ComputerSession, Ticket
from lienthu.visits.services import computers as services
from lienthu.visits.services import tickets
from lienthu.visits.views.computers import context_of
from lienthu.visits.views.shared import MANAGE, at_place, own_row, patron_with


def _visitor(form: VisitorForm, library: Organisation, at: datetime) -> services.Visitor:
    code = form.cleaned_data["card"].strip()
    if not code:
        return services.guest(AgeBand(form.cleaned_data["age_band"] or AgeBand.ADULT))
    patron = patron_with(code, library)
    if patron is None:
        message = _("No active card has the code “%(code)s”. Read it again, or start as a guest.") % {"code": code}
        raise SessionRefused("no_card", message, field="card")
    return services.visitor_of(patron, at)


def _again(request: HttpRequest, computer: Computer, name: str, form: VisitorForm) -> HttpResponseBase:
    context = {**context_of(request, computer), name: form}
    return render(request, "visits/computer.html", context, status=422)


@require_POST
@require_role(MANAGE, over=SOMEWHERE)
def start(request: HttpRequest, number: int) -> HttpResponseBase:
    """Begin a session for a card or a guest."""
    computer = own_row(request, Computer, number)
    form, at = VisitorForm(request.POST, prefix="start"), timezone.now()
    if form.is_valid():
        try:
            visitor = _visitor(form, computer.library, at)
            mine = Ticket.objects.filter(
                library=computer.library, day=timezone.localdate(at), patron=visitor.patron, state=Ticket.State.WAITING
            )
            services.start(
                computer=computer,
                visitor=visitor,
                minutes=form.cleaned_data["minutes"],
                ticket=mine.filter(Q(computer=None) | Q(computer=computer)).first() if visitor.patron else None,
                actor=user_of(request),
                at=at,
            )
        except DomainError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("%(computer)s is started.") % {"computer": computer})
            return redirect("visits:computers")
    return _again(request, computer, "start_form", form)


@require_POST
@require_role(MANAGE, over=SOMEWHERE)
def reserve(request: HttpRequest, number: int) -> HttpResponseBase:
    """Keep a computer for somebody from a time of today on."""
    computer = own_row(request, Computer, number)
    form, at = ReservationForm(request.POST, prefix="reserve"), timezone.now()
    if form.is_valid():
        day = timezone.localdate(at)
        from_at = timezone.make_aware(datetime.combine(day, form.cleaned_data["from_at"]))
        try:
            ticket = tickets.reserve(
                computer=computer,
                visitor=_visitor(form, computer.library, at),
                from_at=from_at,
                minutes=form.cleaned_data["minutes"],
                actor=user_of(request),
                at=at,
            )
        except DomainError as refusal:
            refused(form, refusal)
        else:
            text = _("Reserved from %(time)s. The ticket is %(number)s.")
            messages.success(request, text % {"time": f"{from_at:%H:%M}", "number": ticket.number})
            return redirect("visits:computer", computer.pk)
    return _again(request, computer, "reserve_form", form)


@require_POST
@at_work(MANAGE)
def give_ticket(request: HttpRequest) -> HttpResponseBase:
    """A turn in the queue where the person works."""
    library, site = at_place(request)
    form, at = VisitorForm(request.POST, prefix="ticket"), timezone.now()
    if not form.is_valid():
        messages.error(request, _("Write the minutes as a whole number from 5 to 1440, or leave them empty."))
        return redirect("visits:computers")
    try:
        ticket = tickets.give(
            library=library,
            site=site,
            visitor=_visitor(form, library, at),
            minutes=form.cleaned_data["minutes"],
            actor=user_of(request),
            at=at,
        )
        messages.success(
            request, _("The ticket is %(number)s. It is typed in at a free computer.") % {"number": ticket}
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("visits:computers")


@require_POST
@require_role(MANAGE, over=SOMEWHERE)
def cancel_ticket(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a waiting ticket back."""
    ticket = own_row(request, Ticket, number)
    tickets.cancel(ticket=ticket, actor=user_of(request), at=timezone.now())
    messages.success(request, _("The ticket is cancelled."))
    return redirect("visits:computers")


@require_POST
@require_role(MANAGE, over=SOMEWHERE)
def change(request: HttpRequest, number: int, verb: str) -> HttpResponseBase:
    """Extend, stop, move or undo a session."""
    session = own_row(request, ComputerSession, number)
    act = {"extend": _extend, "stop": _stop, "move": _move, "undo": _undo}
    if verb not in act:
        return redirect("visits:computers")
    do: Callable[[HttpRequest, ComputerSession], str] = act[verb]
    try:
        messages.success(request, do(request, session))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("visits:computers")


def _extend(request: HttpRequest, session: ComputerSession) -> str:
    held = services.extend(session=session, actor=user_of(request), at=timezone.now())
    ends = f"{timezone.localtime(held.ends_at):%H:%M}"
    return _("%(computer)s goes on until %(time)s.") % {"computer": held.computer, "time": ends}


def _stop(request: HttpRequest, session: ComputerSession) -> str:
    held = services.stop(session=session, actor=user_of(request), at=timezone.now())
    return _("%(computer)s is stopped.") % {"computer": held.computer}


def _move(request: HttpRequest, session: ComputerSession) -> str:
    number = request.POST.get("computer", "")
    computer = get_object_or_404(Computer, pk=int(number) if number.isdecimal() and len(number) < 16 else 0)
    held = services.move(session=session, computer=computer, actor=user_of(request), at=timezone.now())
    return _("The session goes on at %(computer)s.") % {"computer": held.computer}


def _undo(request: HttpRequest, session: ComputerSession) -> str:
    services.undo_start(session=session, actor=user_of(request), at=timezone.now())
    return _("The start is undone and counts for nothing.")
