"""Putting notices into letters: all of a kind for one person that came in a while go together, the way each can go."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Min, QuerySet

from lienthu.notices import kinds
from lienthu.notices.models import Channel, Correspondent, Letter, Notice
from lienthu.notices.services import composing
from lienthu.notices.services.composing import Addressee, Desk
from lienthu.patrons.models import Patron

State = Letter.State


def loose() -> QuerySet[Notice]:
    """Notices that are in no letter yet."""
    return Notice.objects.filter(letter=None, cancelled_at=None)


class Group(NamedTuple):
    """Notices that may go into one letter; without patron and correspondent: to nobody who is still known."""

    library: int
    patron: int | None
    correspondent: int | None
    kind: str


def ripe(at: datetime) -> list[Group]:
    """The groups of notices whose first has waited long enough for company; one query."""
    groups = loose().order_by().values_list(*Group._fields).annotate(first=Min("queued_at"))
    waits = {kind.code: timedelta(minutes=kind.wait_minutes) for kind in kinds.all_kinds()}
    return [
        group
        for *found, first in groups.order_by("first", *Group._fields)
        if (group := Group(*found)).kind in waits and first + waits[group.kind] <= at
    ]


def gather(*, at: datetime) -> int:
    """Make the letters that are due to be made; how many. Safe beside another process that does the same."""
    desk = composing.desk_of(at)
    return sum(_gather(group, desk, at) for group in ripe(at))


@transaction.atomic
def _gather(group: Group, desk: Desk, at: datetime) -> bool:
    """One letter, or none where all of it was settled, declined or cannot go any way."""
    rows = list(
        loose()
        .filter(**group._asdict())
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("library")
        .order_by("pk")
    )
    if not rows:
        return False
    addressee = _addressee(group)
    declared, owner = kinds.kind_of(group.kind), rows[0].library
    why = composing.against(addressee, declared, owner, desk)
    if why is not None or addressee is None:
        composing.cancel(rows, why or Notice.Why.GONE, at)
        return False
    way = composing.way_to(addressee, declared, owner, desk)
    if isinstance(way, Notice.Why):
        composing.cancel(rows, way, at)
        return False
    printed = way == Channel.PRINT
    letter = Letter.objects.create(
        library=owner,
        patron_id=group.patron,
        correspondent_id=group.correspondent,
        kind=group.kind,
        channel=way,
        language=desk.laid(owner).language,
        state=State.TO_PRINT if printed else State.WAITING,
        next_at=None if printed else at,
        made_at=at,
    )
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(letter=letter)
    return True


def _addressee(group: Group) -> Addressee | None:
    if group.correspondent is not None:
        return Correspondent.objects.get(pk=group.correspondent)
    if group.patron is None:
        return None
    return Patron.objects.select_related("library", "category").filter(pk=group.patron).first()
