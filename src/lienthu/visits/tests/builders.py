"""A library with a site, somebody at its desk, and computers."""

import datetime
from typing import Any

from conftest import NOW, Person

from lienthu.federation import services as federation
from lienthu.federation.models import Organisation, Site
from lienthu.ledger.models import AgeBand, DailySum, Event, Kind
from lienthu.visits.models import Computer
from lienthu.visits.services import computers as services

MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
ADULT, CHILD = services.guest(AgeBand.ADULT), services.guest(AgeBand.CHILD)
__all__ = ["ADULT", "CHILD", "DAY", "HOUR", "MINUTE", "NOW"]


def site(library: Organisation, name: str = "Trụ sở") -> Site:
    return federation.add_site(organisation=library, name=name, kind="main", actor=None, at=NOW)


def at_door(person: Person, place: Site | None = None, *, at: datetime.datetime = NOW) -> dict[str, Any]:
    """The words that counting takes."""
    return {"library": person.library, "site": place, "actor": person.user, "at": at}


def computer(person: Person, name: str = "Máy 1", place: Site | None = None, **facts: Any) -> Computer:
    facts.setdefault("for_children", False)
    return services.keep_computer(library=person.library, site=place, name=name, actor=person.user, at=NOW, **facts)


def counted(kind: Kind = Kind.VISIT, **facts: Any) -> int:
    """What the ledger's sums say."""
    return sum(DailySum.objects.filter(kind=kind, **facts).values_list("quantity", flat=True))


def hours(kind: Kind = Kind.VISIT) -> list[tuple[datetime.datetime, int]]:
    return list(Event.objects.filter(kind=kind).order_by("id").values_list("at", "quantity"))
