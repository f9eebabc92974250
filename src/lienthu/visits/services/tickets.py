"""Tickets: a turn in the queue for a computer, or a computer reserved for a time."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.visits.errors import SessionRefused
from lienthu.visits.models import Computer, Ticket
from lienthu.visits.queries import computers as queries
from lienthu.visits.queries.terms import terms_of
from lienthu.visits.services.computers import Visitor

DIGITS = 5  # 100,000 numbers a day: one that is good is not found by trying, five tries at a time


def give(
    *,
    library: Organisation,
    site: Site | None,
    visitor: Visitor,
    minutes: int | None = None,
    actor: User | None,
    at: datetime,
) -> Ticket:
    """A turn as soon as a computer is free. Raises SessionRefused for somebody who waits already."""
    return _give(library, site, visitor, minutes, None, None, actor, at)


def reserve(
    *,
    computer: Computer,
    visitor: Visitor,
    from_at: datetime,
    minutes: int | None = None,
    actor: User | None,
    at: datetime,
) -> Ticket:
    """Keep a computer for somebody from a time of today on. Raises SessionRefused when it is wanted then already."""
    if from_at <= at or timezone.localdate(from_at) != timezone.localdate(at):
        message = _("A computer is reserved for a later time of today. For now, start it or give a ticket.")
        raise SessionRefused("bad_time", message, field="from_at")
    if computer.state != Computer.State.IN_SERVICE:
        raise SessionRefused("out_of_order", _("This computer is out of order. Take another one."))
    length = timedelta(minutes=minutes or terms_of(computer.library, timezone.localdate(at)).session_minutes)
    with in_turn():
        Computer.objects.select_for_update(of=("self",)).get(pk=computer.pk)
        for other in queries.waiting(computer.library, computer.site_id, timezone.localdate(at)):
            if other.computer_id == computer.pk and other.from_at and abs(other.from_at - from_at) < length:
                taken = f"{timezone.localtime(other.from_at):%H:%M}"
                message = _("This computer is reserved from %(time)s on. Choose another time or computer.")
                raise SessionRefused("reserved", message % {"time": taken}, field="from_at")
        session = queries.running(computer, at)
        if session is not None and session.ends_at > from_at:
            ends = f"{timezone.localtime(session.ends_at):%H:%M}"
            message = _("Somebody sits there until %(time)s. Choose a later time.") % {"time": ends}
            raise SessionRefused("taken", message, field="from_at")
        return _give(computer.library, computer.site, visitor, minutes, computer, from_at, actor, at)


def _give(
    library: Organisation,
    site: Site | None,
    visitor: Visitor,
    minutes: int | None,
    computer: Computer | None,
    from_at: datetime | None,
    actor: User | None,
    at: datetime,
) -> Ticket:
    day = timezone.localdate(at)
    with in_turn():
        taken = set(Ticket.objects.filter(library=library, day=day).values_list("number", flat=True))
        number = next(each for each in iter(_number, "") if each not in taken)
        ticket = Ticket(
            library=library,
            site=site,
            day=day,
            number=number,
            patron=visitor.patron,
            age_band=visitor.age_band,
            category=visitor.category,
            minutes=minutes,
            computer=computer,
            from_at=from_at,
            asked_at=at,
            actor=actor,
        )
        try:
            with transaction.atomic():
                ticket.save(force_insert=True)
        except IntegrityError as error:
            message = _("This person has a ticket for today already. Cancel it first.")
            raise SessionRefused("waits", message) from error
        after = {"ticket": number, "computer": computer.name if computer else ""}
        audit.record(actor=actor, at=at, action="ticket.given", thing=ticket, before=None, after=after)
    return ticket


def _number() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def cancel(*, ticket: Ticket, actor: User | None, at: datetime) -> Ticket:
    """Take a waiting ticket back; one that was used or cancelled stays as it is."""
    with in_turn():
        held = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
        if held.state == Ticket.State.WAITING:
            held.state = Ticket.State.CANCELLED
            held.save(update_fields=("state",))
            audit.record(actor=actor, at=at, action="ticket.cancelled", thing=held, before=None, after=None)
    return held
