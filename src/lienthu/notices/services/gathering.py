"""Putting notices into letters: all of a kind for a reader that came in a while go together, the way each can go."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, QuerySet

from lienthu.notices import kinds
from lienthu.notices.models import Channel, Letter, Notice
from lienthu.notices.services import composing
from lienthu.notices.services.composing import Desk
from lienthu.patrons.models import Patron

State = Letter.State


def loose() -> QuerySet[Notice]:
    """Notices that are in no letter yet."""
    return Notice.objects.filter(letter=None, cancelled_at=None)


def ripe(at: datetime) -> list[tuple[int, int | None, str]]:
    """Library, patron and kind of the notices whose first has waited long enough for company; one query."""
    groups = loose().order_by().values_list("library", "patron", "kind").annotate(first=Min("queued_at"))
    waits = {kind.code: timedelta(minutes=kind.wait_minutes) for kind in kinds.all_kinds()}
    return [
        (library, patron, kind)
        for library, patron, kind, first in groups.order_by("first", "library", "patron", "kind")
        if kind in waits and first + waits[kind] <= at
    ]


def gather(*, at: datetime) -> int:
    """Make the letters that are due to be made; how many. Safe beside another process that does the same."""
    desk = composing.desk_of(at)
    return sum(_gather(library, patron, kind, desk, at) for library, patron, kind in ripe(at))


@transaction.atomic
def _gather(library: int, patron: int | None, kind: str, desk: Desk, at: datetime) -> bool:
    """One letter, or none where all of it was settled, declined or cannot go any way."""
    rows = list(
        loose()
        .filter(library=library, patron=patron, kind=kind)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("library")
        .order_by("pk")
    )
    if not rows:
        return False
    people = Patron.objects.select_related("library", "category")
    reader = people.filter(pk=patron).first() if patron is not None else None
    declared, owner = kinds.kind_of(kind), rows[0].library
    why = composing.against(reader, declared, owner, desk)
    if why is not None or reader is None:
        composing.cancel(rows, why or Notice.Why.GONE, at)
        return False
    way = composing.way_to(reader, declared, owner, desk)
    if isinstance(way, Notice.Why):
        composing.cancel(rows, way, at)
        return False
    printed = way == Channel.PRINT
    letter = Letter.objects.create(
        library=owner,
        patron=reader,
        kind=kind,
        channel=way,
        language=desk.laid(owner).language,
        state=State.TO_PRINT if printed else State.WAITING,
        next_at=None if printed else at,
        made_at=at,
    )
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(letter=letter)
    return True
