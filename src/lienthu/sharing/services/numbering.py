"""The decision by which books are given or exchanged gets its number from a register of documents."""

from collections.abc import Mapping
from datetime import date, datetime

from lienthu.accounts.models import User
from lienthu.registry.errors import refused_as
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking
from lienthu.sharing.errors import SharingRefused
from lienthu.sharing.models import Gift, Round

GIFT, EXCHANGE = "quyet-dinh", "ke-hoach"  # a library decides to give; a federation plans who sends what to whom
MOST = 60  # letters of a number


def source_of(thing: Gift | Round) -> str:
    """What the register says of where the entry comes from."""
    return f"{thing._meta.label_lower}:{thing.pk}"


def number(
    thing: Gift | Round, register: Holder, *, subject: str, symbol: str, carried: bool, on: date,
    fields: Mapping[str, str], actor: User | None, at: datetime,
) -> str:  # fmt: skip
    """The next number of the register, or the `symbol` on paper: `booking.book`. Raises SharingRefused.

    `fields`: what the caller's form calls the field of the register's refusal.
    """
    kind = booking.kind_of(GIFT if isinstance(thing, Gift) else EXCHANGE)
    with refused_as(SharingRefused, fields):
        made = booking.book(
            holder=register, kind=kind, facts=booking.Facts(subject=subject, dated_on=on), symbol=symbol,
            carried=carried, source=source_of(thing), actor=actor, at=at,
        )  # fmt: skip
    return made.symbol[:MOST]
