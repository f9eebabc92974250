"""The plan and the invitations get their numbers from the federation's register of documents."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.conferences.errors import ConferenceRefused
from lienthu.conferences.models import Conference
from lienthu.conferences.queries.conferences import registered
from lienthu.conferences.rules import wording
from lienthu.conferences.services.planning import held_open
from lienthu.registry.errors import DocumentRefused
from lienthu.registry.models import Document
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking


class Sort(NamedTuple):
    """Kind in the register, columns of the conference, the subject before its title."""

    kind: str
    number: str
    on: str
    subject: str


SORTS = {
    "plan": Sort("ke-hoach", "plan_number", "plan_on", "Tổ chức"),
    "invitations": Sort("giay-moi", "invitation_number", "invitation_on", "Dự"),
}
FIELDS = {"dated_on": "on", "number": "symbol"}  # of the register's refusals, as the form calls them


@transaction.atomic
def give(
    *, conference: Conference, what: str, on: date, symbol: str = "", carried: bool = False, actor: User | None,
    at: datetime,
) -> Document:  # fmt: skip
    """Enter the plan or the invitations (`what`, of `SORTS`) with the next number, or the `symbol` on paper.

    One that is not the next is taken only where `carried` says that those before were given on paper. Raises
    ConferenceRefused.
    """
    row, sort = held_open(conference, *Conference.OPEN, Conference.State.CLOSED), SORTS[what]
    if registered(row, what) is not None:
        message = _("It has its number in the register already. Cancel that entry first, if it is wrong.")
        raise ConferenceRefused("numbered", message)
    facts = booking.Facts(
        subject=f"{sort.subject} {wording.low(row.title)}", dated_on=on, signer=row.signer, capacity=row.capacity,
        recipients=row.recipients,
    )  # fmt: skip
    try:
        made = booking.book(
            holder=Holder(federation=row.federation), kind=booking.kind_of(sort.kind), facts=facts, symbol=symbol,
            carried=carried, source=f"conferences.{what}:{row.pk}", actor=actor, at=at,
        )  # fmt: skip
    except DocumentRefused as refusal:
        named = str(refusal.context.get("field", "symbol"))
        raise ConferenceRefused(refusal.code, refusal.message, field=FIELDS.get(named, named)) from refusal
    before = {sort.number: getattr(row, sort.number)}
    setattr(row, sort.number, made.symbol)
    setattr(row, sort.on, on)
    row.save(update_fields=(sort.number, sort.on))
    after = {sort.number: made.symbol}
    audit.record(actor=actor, at=at, action="conference.numbered", thing=row, before=before, after=after)
    return made
