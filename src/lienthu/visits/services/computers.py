"""Setting up computers, and lending them: start, extend, move, stop, undo a start."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.accounts.models import User
from lienthu.calendars.queries import opening
from lienthu.common import audit
from lienthu.common.dated import midnight
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.ledger import queries as ledger_queries
from lienthu.ledger import services as ledger
from lienthu.ledger.models import AgeBand, Kind
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Patron
from lienthu.visits import rules
from lienthu.visits.errors import SessionRefused
from lienthu.visits.models import Computer, ComputerSession, Ticket
from lienthu.visits.models.computers import new_key
from lienthu.visits.queries import computers as queries
from lienthu.visits.queries.terms import allotment_of, terms_of

End = ComputerSession.End
MISTAKE = timedelta(minutes=5)  # so long a start can be undone


@dataclass(frozen=True)
class Visitor:
    """Who sits down: a patron, or a guest of an age band."""

    patron: Patron | None = None
    age_band: AgeBand = AgeBand.NOT_SAID
    category: str = ""


def visitor_of(patron: Patron, at: datetime) -> Visitor:
    """A patron as of the day."""
    return Visitor(patron, patron_rules.band_of(patron, timezone.localdate(at)), patron.category.code)


def guest(age_band: AgeBand) -> Visitor:
    return Visitor(None, age_band, "")


def keep_computer(
    *,
    library: Organisation,
    site: Site | None,
    name: str,
    for_children: bool,
    state: str = Computer.State.IN_SERVICE,
    computer: Computer | None = None,
    actor: User | None,
    at: datetime,
) -> Computer:
    """Set up a computer, or change it (`computer`). Raises SessionRefused for a name that is taken."""
    row = computer or Computer(library=library)
    before = {"name": row.name, "state": row.state} if computer else None
    row.name, row.site, row.for_children, row.state = " ".join(name.split()), site, for_children, state
    try:
        with transaction.atomic():
            row.save()
            after = {"name": row.name, "state": state, "for_children": for_children}
            audit.record(actor=actor, at=at, action="computer.kept", thing=row, before=before, after=after)
    except IntegrityError as error:
        message = _("Another computer of the library has this name. Choose another one.")
        raise SessionRefused("name_taken", message, field="name") from error
    return row


@transaction.atomic
def change_key(*, computer: Computer, actor: User | None, at: datetime) -> Computer:
    """Give the kiosk a new address; the old one opens nothing any more."""
    computer.key, computer.failures, computer.locked_until = new_key(), 0, None
    computer.save(update_fields=("key", "failures", "locked_until"))
    audit.record(actor=actor, at=at, action="computer.new_key", thing=computer, before=None, after=None)
    return computer


def start(
    *,
    computer: Computer,
    visitor: Visitor,
    minutes: int | None = None,
    ticket: Ticket | None = None,
    actor: User | None,
    at: datetime,
) -> ComputerSession:
    """Begin a session. From a kiosk (`actor` None) people who wait come first; the desk decides by itself.

    Raises SessionRefused when the computer is taken or out of order, or when no minute is left to give.
    """
    with in_turn():
        held = Computer.objects.select_for_update(of=("self",)).select_related("library").get(pk=computer.pk)
        end_due(library=held.library, at=at)
        _demand_free(held)
        if ticket is not None:
            ticket = _held_ticket(ticket, held)
        tickets = queries.waiting(held.library, held.site_id, timezone.localdate(at))
        terms = terms_of(held.library, timezone.localdate(at))
        if actor is None:
            _demand_turn(held, ticket, tickets, at, timedelta(minutes=terms.keep_minutes))
        asked = minutes or (ticket.minutes if ticket else None) or terms.session_minutes
        ends_at = _ends_at(held, visitor, terms, tickets, begin=at, wanted=at + timedelta(minutes=asked))
        session = _new_session(held, visitor, ends_at, actor, at)
        if ticket is not None:
            ticket.state = Ticket.State.USED
            ticket.save(update_fields=("state",))
        _record(session, "session.started", actor, at, {"computer": held.name, "minutes": _minutes(at, ends_at)})
        _book(session, actor)
    return session


def _new_session(
    computer: Computer, visitor: Visitor, ends_at: datetime, actor: User | None, at: datetime
) -> ComputerSession:
    session = ComputerSession(
        library_id=computer.library_id,
        site_id=computer.site_id,
        computer=computer,
        patron=visitor.patron,
        age_band=visitor.age_band,
        category=visitor.category,
        started_at=at,
        started_by=actor,
        ends_at=ends_at,
    )
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError as error:  # the table's own word: somebody sits there, or the patron sits elsewhere
        message = _("This person is at another computer already. End that session first, or move it.")
        raise SessionRefused("sits_elsewhere", message) from error
    return session


def _demand_free(computer: Computer) -> None:
    if computer.state != Computer.State.IN_SERVICE:
        raise SessionRefused("out_of_order", _("This computer is out of order. Take another one."))
    if ComputerSession.objects.filter(computer=computer, ended_at=None).exists():
        raise SessionRefused("taken", _("Somebody is at this computer."))


def _held_ticket(ticket: Ticket, computer: Computer) -> Ticket:
    held = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if held.state != Ticket.State.WAITING:
        raise SessionRefused("ticket_used", _("This ticket has been used or cancelled. Ask at the desk."))
    if held.computer_id not in (None, computer.pk):
        message = _("This ticket is for another computer: %(name)s.") % {"name": held.computer}
        raise SessionRefused("other_computer", message)
    return held


def _demand_turn(
    computer: Computer, ticket: Ticket | None, tickets: list[Ticket], at: datetime, keep: timedelta
) -> None:
    kept = rules.kept_for(tickets, computer, at, keep)
    if kept is not None and kept != ticket:
        raise SessionRefused("kept", _("This computer is kept for somebody who reserved it. Ask at the desk."))
    if ticket is not None and ticket.from_at is not None:
        if at < ticket.from_at:
            begin = f"{timezone.localtime(ticket.from_at):%H:%M}"
            raise SessionRefused("too_early", _("This ticket is good from %(time)s on.") % {"time": begin})
        return
    first = rules.before(rules.line_up(tickets, at, keep), ticket)
    if first >= queries.free_at(computer.library, computer.site_id, tickets, at, keep):
        message = ngettext(
            "%(count)d person waits before you. Take a ticket at the desk.",
            "%(count)d people wait before you. Take a ticket at the desk.",
            first,
        )
        raise SessionRefused("wait", message % {"count": first})


def _ends_at(
    computer: Computer,
    visitor: Visitor,
    terms: rules.Terms,
    tickets: list[Ticket],
    *,
    begin: datetime,
    wanted: datetime,
) -> datetime:
    """When a session that goes on at `begin` ends at the latest. Raises SessionRefused when that is now."""
    allotment_ends = None
    if visitor.patron is not None:
        day = timezone.localdate(begin)
        allotted = allotment_of(computer.library, day, age_band=visitor.age_band, category=visitor.category)
        left = allotted - queries.used_today(visitor.patron, begin)
        allotment_ends = begin + timedelta(minutes=max(left, 0))
    found = rules.limit(
        {
            "wanted": wanted,
            "allotment": allotment_ends,
            "closing": rules.closing(begin, terms.computers_until)
            or opening(computer.library_id, computer.site_id or 0).closes_at(begin),
            "reserved": rules.next_reservation(tickets, computer, begin),
            "midnight": midnight(timezone.localdate(begin) + timedelta(days=1)),
        }
    )
    if found.ends_at - begin < rules.SHORTEST:
        raise SessionRefused(f"no_time_{found.why}", _no_time(found.why))
    return found.ends_at


def _no_time(why: str) -> str:
    if why == "allotment":
        return _("The minutes for today are used up. More are there tomorrow.")
    if why == "reserved":
        return _("The computer is reserved by somebody else from now on.")
    return _("The computers are being switched off: it is closing time.")


def extend(
    *, session: ComputerSession, minutes: int | None = None, actor: User | None, at: datetime
) -> ComputerSession:
    """Give more minutes (None: as the rule has it), as far as allotment, closing and reservations leave any."""
    with in_turn():
        held = _going_on(session, at)
        terms = terms_of(held.library, timezone.localdate(at))
        tickets = queries.waiting(held.library, held.site_id, timezone.localdate(at))
        visitor = Visitor(held.patron, AgeBand(held.age_band), held.category)
        wanted = held.ends_at + timedelta(minutes=minutes or terms.extension_minutes)
        ends_at = _ends_at(held.computer, visitor, terms, tickets, begin=at, wanted=wanted)
        if ends_at - held.ends_at < rules.SHORTEST:
            message = _("No more time can be given: the day's minutes end, it closes, or somebody reserved it.")
            raise SessionRefused("no_more", message)
        before = _time(held.ends_at)
        held.ends_at = ends_at
        held.save(update_fields=("ends_at",))
        _record(held, "session.extended", actor, at, {"until": _time(ends_at)}, {"until": before})
    return held


def move(*, session: ComputerSession, computer: Computer, actor: User | None, at: datetime) -> ComputerSession:
    """Go on at another computer of the library, for what time is left."""
    with in_turn():
        held = _going_on(session, at)
        to = Computer.objects.select_for_update(of=("self",)).get(pk=computer.pk)
        if to.library_id != held.library_id:
            raise SessionRefused("elsewhere", _("That computer belongs to another library."))
        _end_due_at(to, at)
        _demand_free(to)
        tickets = queries.waiting(held.library, to.site_id, timezone.localdate(at))
        reserved = rules.next_reservation(tickets, to, at)
        if reserved is not None and reserved < held.ends_at:
            raise SessionRefused(
                "reserved", _("That computer is reserved before this session ends. Choose another one.")
            )
        before = held.computer.name
        held.computer = to
        held.save(update_fields=("computer",))
        _record(held, "session.moved", actor, at, {"computer": to.name}, {"computer": before})
    return held


def stop(
    *, session: ComputerSession, actor: User | None, at: datetime, ended_at: datetime | None = None
) -> ComputerSession:
    """End a session: at the desk, or (`actor` None) by the visitor. Stopping one that is over changes nothing.

    `ended_at` is given by a kiosk that was cut off and tells later; it lies between the start and now.
    """
    with in_turn():
        held = _held_session(session)
        if held.ended_at is None:
            moment = min(max(ended_at or at, held.started_at), at, held.ends_at)
            end = End.TIME if moment == held.ends_at else End.DESK if actor else End.VISITOR
            _end(held, moment, end, actor, at)
    return held


def undo_start(*, session: ComputerSession, actor: User | None, at: datetime) -> ComputerSession:
    """Take a session back that was started by mistake: it counts for nothing. Raises SessionRefused after 5 minutes."""
    with in_turn():
        held = _held_session(session)
        if held.end == End.CANCELLED:
            raise SessionRefused("undone", _("This was undone already."))
        if at - held.started_at > MISTAKE:
            message = _("Only a session of the last 5 minutes can be undone. Stop it instead.")
            raise SessionRefused("too_late", message)
        _end(held, at, End.CANCELLED, actor, at)
        event = ledger_queries.events_of(held).get(corrects=None)
        ledger.correct(event, quantity=1, reason=_("started by mistake"), actor=actor, at=at, booked_on=None)
    return held


def end_due(*, library: Organisation, at: datetime) -> None:
    """Write down the end of sessions whose time is up, and forget who sat there before today."""
    with in_turn():
        due = ComputerSession.objects.select_for_update(of=("self",)).filter(ended_at=None, ends_at__lte=at)
        for session in due.filter(library=library):
            _end(session, session.ends_at, End.TIME, None, at)
        old = ComputerSession.objects.filter(library=library, started_at__lt=midnight(timezone.localdate(at)))
        old.exclude(patron=None).exclude(ended_at=None).update(patron=None)
        passed = Ticket.objects.filter(library=library, day__lt=timezone.localdate(at))
        passed.filter(state=Ticket.State.WAITING).update(state=Ticket.State.CANCELLED)
        passed.exclude(patron=None).update(patron=None)


def end_everywhere(*, at: datetime) -> None:
    """The same at every library where there is something to end or to forget."""
    midnight_here = midnight(timezone.localdate(at))
    due = ComputerSession.objects.filter(ended_at=None, ends_at__lte=at)
    old = ComputerSession.objects.filter(started_at__lt=midnight_here).exclude(patron=None)
    passed = Ticket.objects.filter(Q(state=Ticket.State.WAITING) | ~Q(patron=None), day__lt=timezone.localdate(at))
    found = {pk for rows in (due, old, passed) for pk in rows.order_by().values_list("library", flat=True).distinct()}
    for library in Organisation.objects.filter(pk__in=found):
        end_due(library=library, at=at)


def _end_due_at(computer: Computer, at: datetime) -> None:
    for session in ComputerSession.objects.filter(computer=computer, ended_at=None, ends_at__lte=at):
        _end(session, session.ends_at, End.TIME, None, at)


def _end(session: ComputerSession, moment: datetime, end: End, actor: User | None, at: datetime) -> None:
    session.ended_at, session.end = moment, end
    session.minutes = _minutes(session.started_at, moment) if end != End.CANCELLED else 0
    session.save(update_fields=("ended_at", "end", "minutes"))
    _record(session, "session.ended", actor, at, {"how": end, "minutes": session.minutes})


def _held_session(session: ComputerSession) -> ComputerSession:
    rows = ComputerSession.objects.select_for_update(of=("self",)).select_related(
        "library", "computer", "patron__category"
    )
    return rows.get(pk=session.pk)


def _going_on(session: ComputerSession, at: datetime) -> ComputerSession:
    held = _held_session(session)
    if held.ended_at is not None or held.ends_at <= at:
        raise SessionRefused("over", _("This session is over. Start a new one."))
    return held


def _minutes(start: datetime, end: datetime) -> int:
    return rules.minutes_between(start, end)


def _time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def _record(
    session: ComputerSession,
    action: str,
    actor: User | None,
    at: datetime,
    after: dict[str, object],
    before: dict[str, object] | None = None,
) -> None:
    """On the computer's page, without a name: who sat there is not kept."""
    audit.record(actor=actor, at=at, action=action, thing=session.computer, before=before, after=after)


def _book(session: ComputerSession, actor: User | None) -> None:
    activity = ledger.Activity(
        kind=Kind.INTERNET_SESSION,
        at=session.started_at,
        owner=session.library_id,
        host=session.library_id,
        site=session.site_id or 0,
        age_band=AgeBand(session.age_band),
        thing=session,
    )
    ledger.append(activity, actor=actor)
