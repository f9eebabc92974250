"""Seats: a proposal for everybody, and the seat that a person chose."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.conferences.errors import DelegateRefused
from lienthu.conferences.models import Conference, Delegate
from lienthu.conferences.queries import people
from lienthu.conferences.rules.seating import Seat, proposal
from lienthu.conferences.services.planning import held_open

MOST = 60  # rows, and seats in a row


@transaction.atomic
def resize(*, conference: Conference, rows: int, columns: int, actor: User | None, at: datetime) -> Conference:
    """The hall has another size; who sat where there is no seat any more has none."""
    row = held_open(conference)
    if not (1 <= rows <= MOST and 1 <= columns <= MOST):
        message = _("A hall has from 1 to %(most)d rows, and as many seats in a row.")
        raise DelegateRefused("size", message % {"most": MOST}, field="rows")
    before = {"rows": row.seat_rows, "seats": row.seat_columns}
    row.seat_rows, row.seat_columns = rows, columns
    row.save(update_fields=("seat_rows", "seat_columns"))
    beyond = row.delegates.filter(row__gt=rows) | row.delegates.filter(seat__gt=columns)
    Delegate.objects.filter(pk__in=list(beyond.values_list("pk", flat=True))).update(
        row=None, seat=None, seat_kept=False
    )
    after = {"rows": rows, "seats": columns}
    audit.record(actor=actor, at=at, action="conference.hall_set", thing=row, before=before, after=after)
    return row


@transaction.atomic
def propose(*, conference: Conference, actor: User | None, at: datetime) -> int:
    """Seats for everybody but the presidium, which sits in front of the hall; chosen seats stay.

    Gives how many found none.
    """
    row = held_open(conference)
    seated = [each for each in people.in_order(row) if not each.on_presidium]
    guests = [each.pk for each in seated if each.role == Delegate.Role.GUEST]
    members: dict[int, list[int]] = {}
    for each in seated:
        if each.role != Delegate.Role.GUEST and each.organisation_id is not None:
            members.setdefault(each.organisation_id, []).append(each.pk)
    kept = {each.pk: Seat(each.row, each.seat) for each in seated if each.seat_kept and each.row and each.seat}
    found = proposal(rows=row.seat_rows, columns=row.seat_columns, guests=guests, members=members, kept=kept)
    row.delegates.filter(seat_kept=False).update(row=None, seat=None)
    moved = []
    for each in seated:
        place = found.get(each.pk)
        if place is not None and each.pk not in kept:
            each.row, each.seat = place
            moved.append(each)
    Delegate.objects.bulk_update(moved, ("row", "seat"))
    after = {"seats": len(found)}
    audit.record(actor=actor, at=at, action="conference.seats_proposed", thing=row, before=None, after=after)
    return len(seated) - len(found)


@transaction.atomic
def put(*, delegate: Delegate, row: int | None, seat: int | None, actor: User | None, at: datetime) -> Delegate:
    """Put a person on a seat, or on none; who sat there changes places with them."""
    conference = held_open(delegate.conference)
    kept = Delegate.objects.select_for_update().get(pk=delegate.pk)
    before = {"row": kept.row, "seat": kept.seat}
    if kept.withdrawn_at is not None:
        raise DelegateRefused("withdrawn", _("%(name)s does not come.") % {"name": kept.name}, field="delegate")
    if row is None or seat is None:
        kept.row, kept.seat, kept.seat_kept = None, None, False
        kept.save(update_fields=("row", "seat", "seat_kept"))
    else:
        if not (1 <= row <= conference.seat_rows and 1 <= seat <= conference.seat_columns):
            message = _("The hall has %(rows)d rows of %(seats)d seats.")
            values = {"rows": conference.seat_rows, "seats": conference.seat_columns}
            raise DelegateRefused("no_seat", message % values, field="row")
        other = conference.delegates.select_for_update().filter(row=row, seat=seat).exclude(pk=kept.pk).first()
        if other is not None:
            left = kept.row, kept.seat
            kept.row = kept.seat = None
            kept.save(update_fields=("row", "seat"))
            other.row = other.seat = None
            other.save(update_fields=("row", "seat"))
            other.row, other.seat = left
            other.seat_kept = left[0] is not None
            other.save(update_fields=("row", "seat", "seat_kept"))
        kept.row, kept.seat, kept.seat_kept = row, seat, True
        kept.save(update_fields=("row", "seat", "seat_kept"))
    after = {"row": kept.row, "seat": kept.seat}
    audit.record(actor=actor, at=at, action="delegate.seated", thing=kept, before=before, after=after)
    return kept
