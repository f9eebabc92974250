"""Computers, tickets and sessions as desks and kiosks need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Sum
from django.utils import timezone

from lienthu.common.dated import midnight
from lienthu.federation.models import Organisation, Site
from lienthu.patrons.models import Patron
from lienthu.visits import rules
from lienthu.visits.models import Computer, ComputerSession, Ticket


def running(computer: Computer, at: datetime) -> ComputerSession | None:
    """The session that goes on at the computer; one whose time is up does not, whatever the row still says."""
    rows = ComputerSession.objects.filter(computer=computer, ended_at=None, ends_at__gt=at)
    return rows.select_related("patron").first()


def used_today(patron: Patron, at: datetime) -> int:
    """Minutes that the patron has had at computers on the day, at whatever library; what goes on counts as far."""
    begin = midnight(timezone.localdate(at))
    rows = ComputerSession.objects.filter(patron=patron, started_at__gte=begin).exclude(
        end=ComputerSession.End.CANCELLED
    )
    over: int | None = rows.exclude(ended_at=None).aggregate(sum=Sum("minutes"))["sum"]
    going = rows.filter(ended_at=None)
    return (over or 0) + sum(rules.minutes_between(each.started_at, min(at, each.ends_at)) for each in going)


def waiting(library: Organisation, site: Site | int | None, day: date) -> list[Ticket]:
    """The tickets of the day that are still to be used, at the site."""
    place = site.pk if isinstance(site, Site) else site
    rows = Ticket.objects.filter(library=library, site=place, day=day, state=Ticket.State.WAITING)
    return list(rows.select_related("patron", "computer"))


def computers_of(library: Organisation) -> QuerySet[Computer]:
    return Computer.objects.filter(library=library).exclude(state=Computer.State.RETIRED).select_related("site")


@dataclass(frozen=True)
class Place:
    """A computer as it is now."""

    computer: Computer
    session: ComputerSession | None
    minutes_left: int
    kept: Ticket | None  # the reservation that it is kept free for
    seen: bool  # its kiosk page asked within the last minutes

    @property
    def free(self) -> bool:
        return self.computer.state == Computer.State.IN_SERVICE and self.session is None and self.kept is None


SEEN = timedelta(minutes=3)


def places(computers: Sequence[Computer], tickets: Sequence[Ticket], at: datetime, keep: timedelta) -> list[Place]:
    """Each computer with what goes on there. One query."""
    rows = ComputerSession.objects.filter(computer__in=computers, ended_at=None, ends_at__gt=at)
    going = {each.computer_id: each for each in rows.select_related("patron")}
    return [
        Place(
            computer,
            session := going.get(computer.pk),
            rules.minutes_between(at, session.ends_at) if session else 0,
            None if session else rules.kept_for(tickets, computer, at, keep),
            computer.seen_at is not None and at - computer.seen_at < SEEN,
        )
        for computer in computers
    ]


def free_at(library: Organisation, site: int | None, tickets: Sequence[Ticket], at: datetime, keep: timedelta) -> int:
    """How many computers at the site somebody could sit down at now."""
    computers = list(computers_of(library).filter(site=site))
    return sum(place.free for place in places(computers, tickets, at, keep))


def sessions_on(library: Organisation, day: date) -> QuerySet[ComputerSession]:
    begin = midnight(day)
    rows = ComputerSession.objects.filter(
        library=library, started_at__gte=begin, started_at__lt=begin + timedelta(days=1)
    )
    return rows.select_related("computer", "patron", "started_by")
