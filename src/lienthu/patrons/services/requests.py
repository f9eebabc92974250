"""What patrons ask about their data: a copy of it, or that it be deleted. Source: Luật 91/2025/QH15."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.patrons import hooks
from lienthu.patrons.errors import PatronRefused
from lienthu.patrons.models import Card, DataRequest, Merge, NameWord, OwnAccess, Patron, Relation
from lienthu.patrons.services import photos
from lienthu.patrons.services.patrons import clean, locked


@transaction.atomic
def ask_deletion(*, patron: Patron, actor: AbstractBaseUser | None, at: datetime) -> DataRequest:
    """Note that the patron wants their data deleted; asking again while it waits changes nothing."""
    patron = locked(patron)
    found = patron.requests.filter(kind=DataRequest.Kind.DELETION, state=DataRequest.State.OPEN).first()
    if found is None:
        found = _noted(patron, DataRequest.Kind.DELETION, DataRequest.State.OPEN, actor, at)
        audit.record(actor=actor, at=at, action="patron.deletion_asked", thing=patron, before=None, after=None)
    return found


@transaction.atomic
def take_back(*, patron: Patron, actor: AbstractBaseUser | None, at: datetime) -> None:
    """The patron no longer asks for deletion."""
    waiting = patron.requests.filter(kind=DataRequest.Kind.DELETION, state=DataRequest.State.OPEN)
    if waiting.update(state=DataRequest.State.TAKEN_BACK, answered_at=at):
        audit.record(actor=actor, at=at, action="patron.deletion_taken_back", thing=patron, before=None, after=None)


@transaction.atomic
def note_export(*, patron: Patron, actor: AbstractBaseUser | None, at: datetime) -> DataRequest:
    """Note that a copy of the data was handed over."""
    made = _noted(locked(patron), DataRequest.Kind.EXPORT, DataRequest.State.DONE, actor, at)
    made.answered_at, made.answered_by_id = at, actor.pk if actor else None
    made.save(update_fields=("answered_at", "answered_by"))
    audit.record(actor=actor, at=at, action="patron.data_exported", thing=patron, before=None, after=None)
    return made


@transaction.atomic
def refuse(*, request: DataRequest, reason: str, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Refuse a request, with the reason that the patron is told."""
    if not clean(reason):
        raise PatronRefused("no_reason", _("Write why: the reader is told the reason."), field="reason")
    patron = locked(request.patron)
    _answer(request, DataRequest.State.REFUSED, clean(reason), actor, at)
    after = {"reason": clean(reason)}
    audit.record(actor=actor, at=at, action="patron.request_refused", thing=patron, before=None, after=after)


@transaction.atomic
def delete(*, request: DataRequest, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Delete what is known of the person and of every row merged into them; numbers and figures stay, nameless.

    Raises PatronRefused with every reason why not yet (books not returned).
    """
    patron = locked(request.patron)
    hindered = hooks.obstacles(patron)
    if hindered:
        raise PatronRefused("hindered", " ".join(hindered), reasons=hindered)
    _answer(request, DataRequest.State.DONE, "", actor, at)
    rows = [patron, *Patron.objects.select_for_update().filter(merged_into=patron)]
    for row in rows:
        hooks.erase(patron=row, actor=actor, at=at)
        _erase(row, at)
    Merge.objects.filter(kept=patron, undone_at=None).update(undone_at=at)
    audit.record(actor=actor, at=at, action="patron.deleted", thing=patron, before=None, after=None)


def _erase(row: Patron, at: datetime) -> None:
    photos.forget_file(row.photo)
    Patron.objects.filter(pk=row.pk).update(
        full_name="",
        sort_key=b"",
        folded="",
        marked="",
        birth_date=None,
        sex="",
        address="",
        phone="",
        phone_digits="",
        email="",
        note="",
        photo="",
        school_class=None,
        history_opt_in=False,
        open_blocks=0,
        guardian_consented=False,
        state=Patron.State.DELETED,
        merged_into=None,
    )
    row.cards.filter(state=Card.State.ACTIVE).update(state=Card.State.WITHDRAWN, ended_at=at)
    for rows in (row.blocks, row.messages, row.consents, row.relations, row.related_from):
        rows.all().delete()
    NameWord.objects.filter(patron=row).delete()
    OwnAccess.objects.filter(patron=row).delete()
    Merge.objects.filter(kept=row).update(moved={}, before={}, reason="")
    Relation.objects.filter(relative=row).delete()
    audit.blot_out(row)


def _noted(patron: Patron, kind: str, state: str, actor: AbstractBaseUser | None, at: datetime) -> DataRequest:
    return DataRequest.objects.create(
        patron=patron, kind=kind, state=state, asked_at=at, taken_by_id=actor.pk if actor else None
    )


def _answer(request: DataRequest, state: str, answer: str, actor: AbstractBaseUser | None, at: datetime) -> None:
    changed = DataRequest.objects.filter(pk=request.pk, state=DataRequest.State.OPEN).update(
        state=state, answer=answer, answered_at=at, answered_by_id=actor.pk if actor else None
    )
    if not changed:
        raise PatronRefused("answered", _("This request has been answered already."))
