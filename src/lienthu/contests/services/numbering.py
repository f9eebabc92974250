"""The decision that approves the results of a round, numbered by a register of documents."""

from datetime import date, datetime

from lienthu.accounts.models import User
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import Round
from lienthu.registry.errors import DocumentRefused
from lienthu.registry.queries.documents import by_source
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking

KIND = "quyet-dinh"
FIELDS = {"symbol": "decision", "dated_on": "signed_on"}  # of the register's refusals, as the form calls them


def source_of(row: Round) -> str:
    """What the register says of where the entry comes from."""
    return f"contests.round:{row.pk}"


def number(
    row: Round, register: Holder, *, symbol: str, carried: bool, on: date, actor: User | None, at: datetime
) -> str:
    """The next number of the register, or the `symbol` on paper: `booking.book`. Raises ContestRefused."""
    facts = booking.Facts(
        subject=f"Công nhận kết quả {row.name}, {row.contest.name}", dated_on=on, signer=row.contest.signer,
        capacity=row.contest.signer_title,
    )  # fmt: skip
    try:
        made = booking.book(
            holder=register, kind=booking.kind_of(KIND), facts=facts, symbol=symbol, carried=carried,
            source=source_of(row), actor=actor, at=at,
        )  # fmt: skip
    except DocumentRefused as refusal:
        named = str(refusal.context.get("field", "symbol"))
        raise ContestRefused(refusal.code, refusal.message, field=FIELDS.get(named, named)) from refusal
    return made.symbol


def cancel(row: Round, *, reason: str, actor: User | None, at: datetime) -> None:
    """The number stays in the register as that of a cancelled document."""
    entry = by_source(source_of(row))
    if entry is not None and entry.cancelled_on is None:
        booking.cancel(document=entry, reason=reason, actor=actor, at=at)
