"""What the vehicle carries: its own books, scanned on and off board, and sets in rotation that go along."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.circulation.queries.desk import copies_with
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Site
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Drop, Trip, Vehicle
from lienthu.mobile.rules import VERBS
from lienthu.mobile.services.trips import held
from lienthu.rotation.models import Placement

MOVABLE = (Copy.Status.AVAILABLE, Copy.Status.RESERVED)


def put_on_board(*, vehicle: Vehicle, code: str, actor: User | None, at: datetime) -> Copy:
    """The copy belongs to the vehicle from now on, and is in it. Refused for one that is out or not ours."""
    return _move(vehicle, code, vehicle.site, actor, at)


def take_off_board(*, vehicle: Vehicle, code: str, to: Site | None, actor: User | None, at: datetime) -> Copy:
    """The copy belongs to the library's site `to` again. Raises MobileRefused for one that is not in the vehicle."""
    return _move(vehicle, code, to, actor, at)


def _move(vehicle: Vehicle, code: str, to: Site | None, actor: User | None, at: datetime) -> Copy:
    with in_turn():
        found = copies_with(code.strip(), vehicle.library) if code.strip() else []
        ours = [copy for copy in found if copy.custodian_id == vehicle.library_id]
        if not ours:
            message = _("No copy in your library's charge has the code “%(code)s”. Scan it again.")
            raise MobileRefused("unknown", message % {"code": code.strip()[:40]})
        copy = copies.lock(ours[0].pk)
        if copy.status not in MOVABLE:
            label = Copy.Status(copy.status).label
            raise MobileRefused("not_here", _("This copy is not at hand: %(status)s.") % {"status": label})
        place = to.pk if to else None
        if to != vehicle.site and copy.place_id != vehicle.site_id:
            raise MobileRefused("not_on_board", _("This copy is not in the vehicle."))
        if copy.place_id == place == copy.assigned_id:
            return copy
        where = copies.whereabouts(copy)._replace(place=place, assigned=place)
        cause = CopyMove.Cause.ASSIGNED
        copies.move(copy=copy, to=where, cause=cause, actor=actor, at=at, reason=str(vehicle), thing=vehicle)
        return copy


@transaction.atomic
def take_along(*, trip: Trip, placement: Placement, actor: User | None, at: datetime) -> Drop:
    """The set of the placement goes along: to its site while it is planned, from there once it has been there.

    Sending, receipt and return are confirmed in rotation, as for any other way of travelling.
    """
    row = held(trip, Trip.State.PLANNED)
    if placement.library_id != row.library_id:
        raise MobileRefused("elsewhere", _("This set is another library's."), field="placement")
    verb = VERBS.get(placement.state)
    if verb is None:
        message = _("This set has nothing to be brought or fetched: %(state)s.")
        raise MobileRefused("no_drop", message % {"state": placement.get_state_display()}, field="placement")
    other = Drop.objects.filter(placement=placement, verb=verb, trip__in=Trip.objects.open()).first()
    if other is not None:
        message = _("This set goes along on another trip: %(trip)s.")
        raise MobileRefused("taken", message % {"trip": other.trip}, field="placement")
    drop, _made = Drop.objects.update_or_create(trip=row, placement=placement, defaults={"verb": verb})
    after = {"set": str(placement), "verb": verb}
    audit.record(actor=actor, at=at, action="trip.drop_added", thing=row, before=None, after=after)
    return drop


@transaction.atomic
def leave_out(*, drop: Drop, actor: User | None, at: datetime) -> None:
    """The set does not go along on this trip."""
    row = held(drop.trip, Trip.State.PLANNED)
    before = {"set": str(drop.placement), "verb": drop.verb}
    drop.delete()
    audit.record(actor=actor, at=at, action="trip.drop_removed", thing=row, before=before, after=None)
