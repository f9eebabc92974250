"""Boxes that a plan proposes out of loose stock: thrown away with it, or made up into sets when a round is approved."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.rotation.errors import SetRefused
from lienthu.rotation.models import BookSet, RotationPlan
from lienthu.rotation.services import sets


def drop(plan: RotationPlan) -> None:
    """No box is proposed any more, nor placed by the plan. In the transaction of the caller, who holds the plan."""
    _drop(plan, BookSet.objects.filter(proposed_by=plan))


def keep_pinned(plan: RotationPlan) -> list[BookSet]:
    """The boxes of which a place is pinned or which somebody forbade somewhere; the others are dropped."""
    named = (*plan.planned.filter(pinned=True).values_list("set", flat=True), *plan.bans.values_list("set", flat=True))
    boxes = BookSet.objects.filter(proposed_by=plan)
    _drop(plan, boxes.exclude(pk__in=[pk for pk in named if pk]))
    return list(boxes.all())


def _drop(plan: RotationPlan, boxes: QuerySet[BookSet]) -> None:
    numbers = list(boxes.values_list("pk", flat=True))
    plan.planned.filter(set__in=numbers).delete()
    plan.bans.filter(set__in=numbers).delete()
    BookSet.objects.filter(pk__in=numbers).delete()


@transaction.atomic
def make_up(*, box: BookSet, actor: User | None, at: datetime) -> BookSet:
    """The proposed box is a set from now on, with the books of it that may still travel.

    Raises SetRefused where none of them may: they were lent, packed elsewhere or marked as rare meanwhile.
    """
    held = BookSet.objects.select_for_update(of=("self",)).get(pk=box.pk)
    if held.proposed_by_id is None:
        return held
    numbers = list(held.proposed.values_list("copy", flat=True))
    held.proposed_by, held.made_at, held.made_by = None, at, actor
    held.save(update_fields=["proposed_by", "made_at", "made_by"])
    after = {"code": held.code, "name": held.name, "depot": held.depot.name}
    audit.record(actor=actor, at=at, action="set.added", thing=held, before=None, after=after)
    done = sets.pack_all(book_set=held, numbers=numbers, actor=actor, at=at)
    if not done.rows:
        raise SetRefused("nothing_left", _("None of its books is free any more. Work out the plan anew."))
    held.proposed.all().delete()
    return held
