"""A trip on its day: it leaves, stands at its stops, passes one by, comes back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.circulation.errors import Refused
from lienthu.circulation.models import Hold
from lienthu.circulation.services import loans
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Trip, TripStop
from lienthu.mobile.queries import crews, packing
from lienthu.mobile.services import telling
from lienthu.mobile.services.trips import held

State = Trip.State


def leave(*, trip: Trip, km: int | None = None, against: str = "", actor: User | None, at: datetime) -> Trip:
    """The vehicle leaves. Raises MobileRefused with every reason, unless `against` says why it leaves all the same."""
    with in_turn():
        row = held(trip, State.PLANNED)
        if row.on != timezone.localdate(at):
            message = _("This trip is of %(day)s. It leaves on its day.")
            raise MobileRefused("other_day", message % {"day": f"{row.on:%d/%m/%Y}"})
        lacks = crews.lacks(row)
        if lacks and not against.strip():
            raise MobileRefused("crew", " ".join(lacks), field="against")
        other = Trip.objects.filter(vehicle=row.vehicle_id, state=State.UNDER_WAY).first()
        if other is not None:
            message = _("The vehicle is still on a trip: %(trip)s. Bring that one back first.")
            raise MobileRefused("still_out", message % {"trip": other})
        row.state, row.started_at, row.km_before = State.UNDER_WAY, at, km
        row.reason = against.strip()[:200] if lacks else ""
        row.save(update_fields=("state", "started_at", "km_before", "reason"))
        after = {"state": row.state, "kilometres": km, "against": lacks}
        audit.record(
            actor=actor, at=at, action="trip.left", thing=row, before={"state": State.PLANNED}, after=after,
            reason=row.reason,
        )  # fmt: skip
        return row


def was_driven(*, trip: Trip, against: str = "", actor: User | None, at: datetime) -> Trip:
    """Written down afterwards: the trip was driven on its day as planned, and nobody could say so. It is back.

    Raises MobileRefused for a day to come, and for too few people, unless `against` says why it left all the same.
    """
    with in_turn():
        row = held(trip, State.PLANNED)
        if row.on > timezone.localdate(at):
            raise MobileRefused("to_come", _("The day of this trip is still to come."))
        lacks = crews.lacks(row)
        if lacks and not against.strip():
            raise MobileRefused("crew", " ".join(lacks), field="against")
        row.started_at = timezone.make_aware(datetime.combine(row.on, row.leaves))
        row.state, row.back_at, row.reason = State.BACK, at, against.strip()[:200] if lacks else ""
        row.save(update_fields=("state", "started_at", "back_at", "reason"))
        after = {"state": row.state, "against": lacks}
        audit.record(
            actor=actor, at=at, action="trip.driven", thing=row, before={"state": State.PLANNED}, after=after,
            reason=row.reason,
        )  # fmt: skip
        return row


def arrive(*, trip_stop: TripStop, actor: User | None, at: datetime) -> list[str]:
    """The vehicle stands at the stop; work goes on there. What readers wait for there lies ready, and they are told.

    Returns a sentence for each packed copy that could not be laid ready.
    """
    with in_turn():
        row = held(trip_stop.trip, State.UNDER_WAY)
        if row.here_id not in (None, trip_stop.pk):
            _leave_stop(row, at)
        trip_stop.arrived_at, trip_stop.left_at, trip_stop.passed_by = trip_stop.arrived_at or at, None, ""
        trip_stop.save(update_fields=("arrived_at", "left_at", "passed_by"))
        row.here = trip_stop
        row.save(update_fields=("here",))
        after = {"stop": str(trip_stop)}
        audit.record(actor=actor, at=at, action="trip.arrived", thing=row, before=None, after=after)
        return _lay_ready(row, trip_stop, actor, at)


def _lay_ready(trip: Trip, trip_stop: TripStop, actor: User | None, at: datetime) -> list[str]:
    site, found = trip_stop.stop.site, []
    waiting = (Hold.State.WAITING, Hold.State.IN_TRANSIT)
    packed = trip.packed.filter(hold__site=site, hold__state__in=waiting, hold__closed_at=None)
    for each in packed.select_related("copy"):
        try:
            with transaction.atomic():
                loans.check_in(copy=each.copy, library=trip.library, site=site, actor=actor, at=at)
        except Refused as refusal:
            found.append(f"{each.copy}: {refusal}")
    return found


def move_on(*, trip: Trip, actor: User | None, at: datetime) -> Trip:
    """The vehicle leaves the stop where it stands."""
    with in_turn():
        row = held(trip, State.UNDER_WAY)
        if row.here_id is None:
            raise MobileRefused("nowhere", _("The vehicle stands at no stop."))
        after = {"stop": str(row.here)}
        _leave_stop(row, at)
        audit.record(actor=actor, at=at, action="trip.moved_on", thing=row, before=None, after=after)
        return row


def _leave_stop(trip: Trip, at: datetime) -> None:
    TripStop.objects.filter(pk=trip.here_id or 0, left_at=None).update(left_at=at)
    trip.here = None
    trip.save(update_fields=("here",))


def was_served(*, trip_stop: TripStop, actor: User | None, at: datetime) -> None:
    """Written down once the vehicle is back: it was at the stop at the planned time, and nobody could say so there."""
    with in_turn():
        row = held(trip_stop.trip, State.BACK)
        if trip_stop.arrived_at is not None:
            raise MobileRefused("served", _("The vehicle was at this stop already."))
        trip_stop.arrived_at = timezone.make_aware(datetime.combine(row.on, trip_stop.begins))
        trip_stop.passed_by = ""
        trip_stop.save(update_fields=("arrived_at", "passed_by"))
        after = {"stop": str(trip_stop)}
        audit.record(actor=actor, at=at, action="trip.served_after", thing=row, before=None, after=after)


def pass_by(*, trip_stop: TripStop, reason: str, actor: User | None, at: datetime) -> None:
    """The stop is not served on this trip, and why; who waits for a book there is told. What was packed for it goes
    back to the shelf while the vehicle has not left.
    """
    if not reason.strip():
        raise MobileRefused("no_reason", _("Write why it is not served: readers will read it."), field="reason")
    with in_turn():
        row = held(trip_stop.trip, State.PLANNED, State.UNDER_WAY)
        if trip_stop.arrived_at is not None:
            raise MobileRefused("served", _("The vehicle was at this stop already."))
        waiting = [line for line in packing.list_of(row) if line.trip_stop.pk == trip_stop.pk]
        trip_stop.passed_by = reason.strip()[:200]
        trip_stop.save(update_fields=("passed_by",))
        telling.not_served(lines=waiting, reason=trip_stop.passed_by, actor=actor, at=at)
        if row.state == State.PLANNED:
            row.packed.filter(hold__site=trip_stop.stop.site_id).delete()
        after = {"stop": str(trip_stop)}
        audit.record(
            actor=actor, at=at, action="trip.passed_by", thing=row, before=None, after=after, reason=trip_stop.passed_by
        )


def come_back(*, trip: Trip, km: int | None = None, actor: User | None, at: datetime) -> Trip:
    """The vehicle is back: nothing more is booked on the trip, and its report is to be written."""
    with in_turn():
        row = held(trip, State.UNDER_WAY)
        if km is not None and row.km_before is not None and km < row.km_before:
            message = _("The odometer showed %(km)d at the start; it does not run backward.")
            raise MobileRefused("odometer", message % {"km": row.km_before}, field="km")
        if row.here_id is not None:
            _leave_stop(row, at)
        row.state, row.back_at, row.km_after = State.BACK, at, km
        row.save(update_fields=("state", "back_at", "km_after"))
        after = {"state": row.state, "kilometres": km}
        audit.record(actor=actor, at=at, action="trip.back", thing=row, before={"state": State.UNDER_WAY}, after=after)
        return row
