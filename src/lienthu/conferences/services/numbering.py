"""Plan, invitations and minutes get their numbers from the federation's register of documents."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.conferences.errors import ConferenceRefused
from lienthu.conferences.models import Conference, Minutes
from lienthu.conferences.queries.conferences import registered
from lienthu.conferences.rules import wording
from lienthu.conferences.services.planning import held_open
from lienthu.registry.errors import refused_as
from lienthu.registry.models import Document
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking


class Sort(NamedTuple):
    """Kind in the register, columns that say number and date ("" where the register alone has it), the subject."""

    kind: str
    number: str
    on: str
    subject: str  # before the title of the conference


SORTS = {
    "plan": Sort("ke-hoach", "plan_number", "plan_on", "Tổ chức"),
    "invitations": Sort("giay-moi", "invitation_number", "invitation_on", "Dự"),
    "minutes": Sort("bien-ban", "number", "", ""),
}
FIELDS = {"dated_on": "on"}  # of the register's refusals, as the form calls them


@transaction.atomic
def give(
    *, conference: Conference, what: str, on: date, symbol: str = "", carried: bool = False, actor: User | None,
    at: datetime,
) -> Document:  # fmt: skip
    """Enter one of them (`what`, of `SORTS`) with the next number, or the `symbol` on paper.

    One that is not the next is taken only where `carried` says that those before were given on paper. Raises
    ConferenceRefused.
    """
    row, sort = held_open(conference, *Conference.OPEN, Conference.State.CLOSED), SORTS[what]
    if registered(row, what) is not None:
        message = _("It has its number in the register already. Cancel that entry first, if it is wrong.")
        raise ConferenceRefused("numbered", message)
    said = _minutes(row, at) if what == "minutes" else None
    facts = booking.Facts(
        subject=f"{sort.subject} {wording.low(row.title)}" if sort.subject else row.title, dated_on=on,
        signer=said.chair.split(",")[0] if said else row.signer, capacity="" if said else row.capacity,
        recipients=row.recipients,
    )  # fmt: skip
    with refused_as(ConferenceRefused, FIELDS):
        made = booking.book(
            holder=Holder(federation=row.federation), kind=booking.kind_of(sort.kind), facts=facts, symbol=symbol,
            carried=carried, source=f"conferences.{what}:{row.pk}", actor=actor, at=at,
        )  # fmt: skip
    kept: Conference | Minutes = said or row
    before = {sort.number: getattr(kept, sort.number)}
    setattr(kept, sort.number, made.symbol)
    if sort.on:
        setattr(kept, sort.on, on)
    kept.save(update_fields=[name for name in (sort.number, sort.on) if name])
    after = {sort.number: made.symbol}
    audit.record(actor=actor, at=at, action="conference.numbered", thing=row, before=before, after=after)
    return made


def _minutes(row: Conference, at: datetime) -> Minutes:
    """They may be numbered before anything else is written in them."""
    return Minutes.objects.get_or_create(conference=row, defaults={"changed_at": at})[0]
