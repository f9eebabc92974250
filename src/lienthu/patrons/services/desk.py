"""What the desk notes about a patron: blocks, messages, family."""

from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.patrons.errors import PatronRefused
from lienthu.patrons.models import Block, Message, Patron, Relation
from lienthu.patrons.services.patrons import Guardian, clean, guardian_of, locked


@transaction.atomic
def block(
    *,
    patron: Patron,
    kind: str,
    text: str = "",
    until: date | None = None,
    actor: AbstractBaseUser | None,
    at: datetime,
) -> Block:
    """Refuse loans to the patron from today until that day, or until the block is lifted."""
    patron = locked(patron)
    day = timezone.localdate(at)
    if until is not None and until < day:
        raise PatronRefused("ended_already", _("The last day of the block lies in the past."), field="until")
    made = Block.objects.create(
        patron=patron, kind=kind, text=clean(text), from_on=day, until=until, set_by_id=actor.pk if actor else None
    )
    _count_blocks(patron)
    after = {"block": kind, "text": made.text, "until": until}
    audit.record(actor=actor, at=at, action="patron.blocked", thing=patron, before=None, after=after)
    return made


@transaction.atomic
def lift(*, block: Block, actor: AbstractBaseUser | None, at: datetime) -> None:
    """End a block now; lifting it again changes nothing."""
    patron = locked(block.patron)
    if not patron.blocks.filter(pk=block.pk, lifted_at=None).update(
        lifted_at=at, lifted_by_id=actor.pk if actor else None
    ):
        return
    _count_blocks(patron)
    before = {"block": block.kind, "text": block.text, "until": block.until}
    audit.record(actor=actor, at=at, action="patron.unblocked", thing=patron, before=before, after=None)


def _count_blocks(patron: Patron) -> None:
    patron.open_blocks = patron.blocks.filter(lifted_at=None).count()
    patron.save(update_fields=("open_blocks",))


@transaction.atomic
def leave_message(*, patron: Patron, audience: str, text: str, actor: AbstractBaseUser | None, at: datetime) -> Message:
    """Leave a word for whoever serves the patron next, or for the patron."""
    if not clean(text):
        raise PatronRefused("no_text", _("Write the message."), field="text")
    made = Message.objects.create(
        patron=locked(patron), audience=audience, text=clean(text), at=at, author_id=actor.pk if actor else None
    )
    after = {"audience": audience, "text": made.text}
    audit.record(actor=actor, at=at, action="patron.message_left", thing=patron, before=None, after=after)
    return made


@transaction.atomic
def done_with(*, message: Message, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Take a message off the desk, or the patron's page."""
    if Message.objects.filter(pk=message.pk, done_at=None).update(done_at=at):
        before = {"audience": message.audience, "text": message.text}
        audit.record(actor=actor, at=at, action="patron.message_done", thing=message.patron, before=before, after=None)


@transaction.atomic
def relate(
    *, patron: Patron, guardian: Guardian, is_guardian: bool, actor: AbstractBaseUser | None, at: datetime
) -> Relation:
    """Write down a guardian or a member of the family, by name or as another patron of the same library."""
    patron = locked(patron)
    other = guardian.patron
    if other is None and not clean(guardian.name):
        raise PatronRefused("nobody_named", _("Write a name, or the card of a patron."), field="name")
    if other is not None:
        if other.pk == patron.pk:
            raise PatronRefused("oneself", _("Nobody is a relative of themselves."), field="relative")
        pair = Q(patron=patron, relative=other) | Q(patron=other, relative=patron)
        if Relation.objects.filter(pair).exists():
            raise PatronRefused("related_already", _("The two are linked already."), field="relative")
    made = guardian_of(patron, guardian)
    made.is_guardian = is_guardian
    made.save(force_insert=True)
    after = {"relation": made.kind, "guardian": str(made)}
    audit.record(actor=actor, at=at, action="patron.related", thing=patron, before=None, after=after)
    return made


@transaction.atomic
def unrelate(*, relation: Relation, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Take a relation away. A child keeps at least one guardian. Raises PatronRefused."""
    patron = locked(relation.patron)
    others = patron.relations.filter(is_guardian=True).exclude(pk=relation.pk)
    if relation.is_guardian and patron.guardian_consented and not others.exists():
        message = _("The guardian's consent hangs on this person. Write down the other guardian first.")
        raise PatronRefused("last_guardian", message)
    before = {"relation": relation.kind, "guardian": str(relation)}
    audit.record(actor=actor, at=at, action="patron.unrelated", thing=patron, before=before, after=None)
    relation.delete()
