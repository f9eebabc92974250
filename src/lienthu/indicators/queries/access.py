"""Whose figures somebody may read, and which places a page offers them."""

from datetime import date

from lienthu.accounts.models import User
from lienthu.accounts.permissions import SOMEWHERE, acts_for, can
from lienthu.accounts.queries import reach
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Membership, Organisation
from lienthu.indicators.queries.places import Place, Sort, organisation_of

READ = "reports.read"


def may(user: User, place: Place, action: str = READ, *, day: date | None = None) -> bool:
    """Whether the user may do the action for the place.

    A federation's figures are sums over its members: who reads those of a member reads them. To write for it, one
    needs the right over the whole hub, or over the library that leads it.
    """
    if place.sort != Sort.FEDERATION:
        return can(user, action, organisation_of(place), day=day)
    if can(user, action, None):
        return True
    if action != READ:
        return acts_for(user, action, Federation.objects.get(pk=place.pk), day=day)
    if not can(user, action, SOMEWHERE):
        return False
    members = Organisation.objects.filter(memberships__federation=place.pk)
    return any(can(user, action, member, day=day) for member in members)


def offered(user: User, library: Organisation | None, day: date, action: str = READ) -> list[Place]:
    """The places that a page offers: where the person works, alone and with all below it, and its federations."""
    places: list[Place] = []
    if library is not None and can(user, action, library):
        if federation.descendants(library, day):
            places.append(Place(Sort.NETWORK, library.pk))
        places.append(Place(Sort.LIBRARY, library.pk))
    groups = Federation.objects.all()
    reached = reach(user, action, day)
    if reached is not None:
        seats = Membership.objects.filter(organisation__in=reached)
        groups = groups.filter(pk__in=seats.values("federation"))
    candidates = [Place(Sort.FEDERATION, pk) for pk in groups.values_list("pk", flat=True)]
    return [*places, *(place for place in candidates if may(user, place, action, day=day))]
