"""What time does to holds: they run out, are no longer suspended, and find copies that came free elsewhere.

Safe to repeat, and to run in two processes at once: each hold has a transaction of its own.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.circulation.errors import HoldRefused
from lienthu.circulation.models import Hold
from lienthu.circulation.queries import holds as queries
from lienthu.circulation.services import holds, trapping
from lienthu.circulation.services.desk_log import Watch
from lienthu.common.transactions import in_turn

AT_ONCE = 500  # of each kind in one look; the rest waits for the next
State = Hold.State


def sweep(*, at: datetime) -> Mapping[str, int]:
    """End what has run out, resume what was suspended until today, seek copies; how many of each."""
    return {"expired": _expire(at), "resumed": _resume(at), "served": _seek(at)}


def _expire(at: datetime) -> int:
    day = timezone.localdate(at)
    over = Hold.objects.open().filter(
        Q(state=State.READY, shelf_until__lt=day) | Q(state=State.WAITING, expires_on__lt=day)
    )
    return sum(holds.expire(hold=hold, at=at) for hold in over.order_by("pk")[:AT_ONCE])


def _resume(at: datetime) -> int:
    due = Hold.objects.open().filter(state=State.WAITING, suspended_until__lte=timezone.localdate(at))
    count = 0
    for hold in due.order_by("rank")[:AT_ONCE]:
        try:
            holds.resume(hold=hold, actor=None, at=at)
        except HoldRefused:  # somebody was first
            continue
        count += 1
    return count


def _seek(at: datetime) -> int:
    """Holds in the order of their queues for which a copy has come free where no desk saw it: bought, imported."""
    day = timezone.localdate(at)
    free = Copy.objects.filter(status=Copy.Status.AVAILABLE, record__withdrawn_at=None)
    own, leads = Q(record__title=OuterRef("title")), Q(record__title=OuterRef("title__merged_into"))
    some = Exists(free.filter(own)) | Exists(free.filter(leads)) | Exists(free.filter(pk=OuterRef("only_copy")))
    waiting = Hold.objects.open().filter(some, state=State.WAITING, copy=None)
    awake = waiting.filter(Q(suspended_until=None) | Q(suspended_until__lte=day)).select_related("title")
    return sum(_served(hold, at) for hold in awake.order_by(F("rank"), "pk")[:AT_ONCE])


def _served(hold: Hold, at: datetime) -> bool:
    day = timezone.localdate(at)
    if not queries.candidates(hold, day):  # looked at without keeping anybody waiting
        return False
    with in_turn():
        held = trapping.locked(Hold.objects.open().filter(pk=hold.pk, state=State.WAITING, copy=None))
        waiting = held.select_related("title", "patron__category", "library", "site").first()
        return waiting is not None and trapping.seek(waiting, Watch(None), day)
