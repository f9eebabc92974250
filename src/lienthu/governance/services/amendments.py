"""Amendments to a draft: proposed by a member, taken into the text or refused with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.governance.errors import ResolutionRefused
from lienthu.governance.models import Amendment, Item, Resolution
from lienthu.governance.queries.access import members_of
from lienthu.governance.services.resolutions import draft, put_item, remove_item

Sort, State = Amendment.Sort, Amendment.State


@transaction.atomic
def propose(
    *, resolution: Resolution, sort: str, organisation: Organisation, item: Item | None = None, after: str = "",
    why: str = "", actor: User | None, at: datetime,
) -> Amendment:  # fmt: skip
    """What a member wants instead. Nothing of the text changes by it."""
    row = draft(resolution)
    words = " ".join(after.split())
    if organisation.pk not in members_of(row.federation, timezone.localdate(at)):
        raise ResolutionRefused("no_member", _("Members propose amendments. Choose one."), field="organisation")
    if sort not in Sort.values or (sort != Sort.ADD and (item is None or item.resolution_id != row.pk)):
        raise ResolutionRefused("no_item_named", _("Choose the item that is to be changed."), field="item")
    if sort != Sort.REMOVE and (not words or (item is not None and sort == Sort.CHANGE and words == item.text)):
        raise ResolutionRefused("no_words", _("Write the words that are to stand there instead."), field="after")
    of = item if sort != Sort.ADD else None
    made = Amendment.objects.create(
        resolution=row, item=of, sort=sort, place=of.position if of else 0, before=of.text if of else "",
        after="" if sort == Sort.REMOVE else words, organisation=organisation, why=why.strip()[:500], at=at, by=actor,
    )  # fmt: skip
    after_ = {"item": made.place, "text": made.after, "organisation": organisation.code}
    audit.record(actor=actor, at=at, action="amendment.proposed", thing=row, before=None, after=after_)
    return made


@transaction.atomic
def accept(*, amendment: Amendment, answer: str = "", actor: User | None, at: datetime) -> Amendment:
    """Take it into the text. Raises ResolutionRefused where the item has other words by now."""
    row = _waiting(amendment)
    item = row.item
    if row.sort != Sort.ADD and item is None:
        raise ResolutionRefused("item_gone", _("The item is not there any more. Refuse the amendment."))
    if row.sort == Sort.CHANGE and item is not None:
        if item.text != row.before:
            raise ResolutionRefused(
                "changed_meanwhile",
                _("The item was changed after this was proposed. Refuse it, and have it proposed on the new words."),
            )
        owed = [duty.organisation for duty in item.duties.select_related("organisation")]
        put_item(resolution=row.resolution, item=item, facts={"text": row.after}, responsible=owed, actor=actor, at=at)
    elif row.sort == Sort.ADD:
        put_item(resolution=row.resolution, facts={"text": row.after}, actor=actor, at=at)
    elif item is not None:
        remove_item(item=item, actor=actor, at=at)
    return _answered(row, State.ACCEPTED, answer, actor, at)


@transaction.atomic
def refuse(*, amendment: Amendment, answer: str, actor: User | None, at: datetime) -> Amendment:
    row = _waiting(amendment)
    if not answer.strip():
        raise ResolutionRefused("no_reason", _("Write why it is refused."), field="answer")
    return _answered(row, State.REFUSED, answer, actor, at)


def _waiting(amendment: Amendment) -> Amendment:
    draft(amendment.resolution)
    row = Amendment.objects.select_related("resolution", "item").get(pk=amendment.pk)
    if row.state != State.PROPOSED:
        raise ResolutionRefused("answered", _("This amendment was answered already."))
    return row


def _answered(row: Amendment, state: Amendment.State, answer: str, actor: User | None, at: datetime) -> Amendment:
    row.state, row.answer = state, answer.strip()[:500]
    Amendment.objects.filter(pk=row.pk).update(state=row.state, answer=row.answer)
    after = {"item": row.place, "text": row.after, "state": state}
    audit.record(
        actor=actor, at=at, action="amendment.answered", thing=row.resolution, before=None, after=after,
        reason=row.answer,
    )  # fmt: skip
    return row
