"""Packing what readers wait for at the stops: each copy is scanned into the vehicle."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.circulation.models import Hold
from lienthu.circulation.queries.desk import copies_with
from lienthu.circulation.services import loans
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Packed, Trip
from lienthu.mobile.queries import packing
from lienthu.mobile.services import telling
from lienthu.mobile.services.trips import held


def pack(*, trip: Trip, code: str, actor: User | None, at: datetime) -> Packed:
    """Put the copy with this barcode or number into the vehicle. Raises MobileRefused for one that nobody waits for.

    From the shelf it is fetched for its hold in the same step, and the reader is told when it comes. Scanned twice, it
    is packed once.
    """
    with in_turn():
        row = held(trip, Trip.State.PLANNED, Trip.State.UNDER_WAY)
        found = {copy.pk: copy for copy in copies_with(code.strip(), row.library)} if code.strip() else {}
        line = next((each for each in packing.list_of(row) if each.hold.copy_id in found), None)
        if line is None or line.hold.copy is None:
            raise _refusal(code, known=bool(found))
        if line.packed is not None:
            return line.packed
        if not line.is_here:
            message = _("This copy is on its way here still. Take it in at the desk first.")
            raise MobileRefused("on_its_way", message)
        if line.hold.state == Hold.State.WAITING:
            with transaction.atomic():
                loans.check_in(copy=line.hold.copy, library=row.library, site=row.vehicle.site, actor=actor, at=at)
        telling.coming(hold=line.hold, trip_stop=line.trip_stop, actor=actor, at=at)
        packed = Packed.objects.create(trip=row, hold=line.hold, copy=line.hold.copy, at=at, actor=actor)
        after = {"copy": str(line.hold.copy), "stop": str(line.trip_stop)}
        audit.record(actor=actor, at=at, action="trip.packed", thing=row, before=None, after=after)
        return packed


def _refusal(code: str, *, known: bool) -> MobileRefused:
    if known:
        message = _("Nobody waits for this copy at a stop of this trip. Put it back on its shelf.")
        return MobileRefused("not_wanted", message)
    message = _("No copy has the code “%(code)s”. Scan it again.") % {"code": code.strip()[:40]}
    return MobileRefused("unknown", message)


def unpack(*, packed: Packed, actor: User | None, at: datetime) -> None:
    """Take the copy out of the vehicle again; its reader waits for it as before."""
    with in_turn():
        row = held(packed.trip, Trip.State.PLANNED)
        before = {"copy": str(packed.copy)}
        packed.delete()
        audit.record(actor=actor, at=at, action="trip.unpacked", thing=row, before=before, after=None)
