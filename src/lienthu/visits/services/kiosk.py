"""What a kiosk may ask: who it is, a session by card and PIN or by ticket, and its end."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.circulation.queries.policies import line_of
from lienthu.common.transactions import in_turn
from lienthu.federation import queries as federation
from lienthu.ledger.models import AgeBand
from lienthu.patrons import queries as patrons
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import OwnAccess, Patron
from lienthu.visits import rules
from lienthu.visits.errors import SessionRefused
from lienthu.visits.models import Computer, ComputerSession, Ticket
from lienthu.visits.services import computers

EVERY_MINUTE = timedelta(minutes=1)


def seen(*, computer: Computer, at: datetime) -> None:
    """Note that the kiosk's page is open; written once a minute at most."""
    if computer.seen_at is None or at - computer.seen_at >= EVERY_MINUTE:
        Computer.objects.filter(pk=computer.pk).update(seen_at=at)


def start_by_ticket(*, computer: Computer, number: str, at: datetime) -> ComputerSession:
    """Begin with the number that the desk gave. Raises SessionRefused."""
    _demand_open(computer, at)
    rows = Ticket.objects.filter(library=computer.library, day=timezone.localdate(at), number="".join(number.split()))
    ticket = rows.filter(site=computer.site_id).select_related("patron__category").first()
    if ticket is None:
        raise _failed(computer, at, _("This number is no ticket of today. Read it again, or ask at the desk."))
    if ticket.patron is not None:
        visitor = computers.visitor_of(ticket.patron, at)
    else:
        visitor = computers.Visitor(None, AgeBand(ticket.age_band), ticket.category)
    session = computers.start(computer=computer, visitor=visitor, ticket=ticket, actor=None, at=at)
    _calm(computer)
    return session


def start_by_card(*, computer: Computer, code: str, pin: str, at: datetime) -> ComputerSession:
    """Begin with a card and the PIN of the patron's own page. Raises SessionRefused.

    Who is wrong is not told which of the two was.
    """
    _demand_open(computer, at)
    day = timezone.localdate(at)
    below = federation.descendants(computer.library, day)
    patron = patrons.patron_by_card(code, libraries=[*line_of(computer.library.pk, day), *below])
    access = OwnAccess.objects.filter(patron=patron).first() if patron else None
    if patron is None or not check_password(pin, access.password if access else ""):
        message = _("Card and PIN do not fit. Try again, or ask at the desk for a ticket.")
        raise _failed(computer, at, message)
    _demand_standing(patron, at)
    waiting = Ticket.objects.filter(library=computer.library, day=day, patron=patron, state=Ticket.State.WAITING)
    mine = waiting.filter(site=computer.site_id).first()
    visitor = computers.visitor_of(patron, at)
    session = computers.start(computer=computer, visitor=visitor, ticket=mine, actor=None, at=at)
    _calm(computer)
    return session


def end(*, computer: Computer, session: int, ended_at: datetime | None, at: datetime) -> ComputerSession | None:
    """The visitor ended the session, or the kiosk did while it was cut off and tells so now. None for another's."""
    row = ComputerSession.objects.filter(pk=session, computer=computer).first()
    return computers.stop(session=row, actor=None, at=at, ended_at=ended_at) if row else None


def _demand_standing(patron: Patron, at: datetime) -> None:
    refusals = patron_rules.standing(patron, timezone.localdate(at))
    if refusals:
        raise SessionRefused(refusals[0].code, refusals[0].message)


def _demand_open(computer: Computer, at: datetime) -> None:
    if computer.locked_until is not None and computer.locked_until > at:
        message = _("Too many wrong tries. Wait %(minutes)d minutes, or ask at the desk.")
        minutes = rules.minutes_between(at, computer.locked_until)
        raise SessionRefused("locked", message % {"minutes": minutes})


def _failed(computer: Computer, at: datetime, message: str) -> SessionRefused:
    """Count a wrong try, whichever way it was made, and give the refusal."""
    with in_turn():
        held = Computer.objects.select_for_update(of=("self",)).get(pk=computer.pk)
        held.failures += 1
        if held.failures >= rules.TRIES:
            held.failures, held.locked_until = 0, at + rules.REST
        held.save(update_fields=("failures", "locked_until"))
    return SessionRefused("wrong", message)


def _calm(computer: Computer) -> None:
    Computer.objects.filter(pk=computer.pk).exclude(failures=0).update(failures=0, locked_until=None)
