"""The decision that approves the results of a round, numbered by a register of documents."""

from datetime import date, datetime

from lienthu.accounts.models import User
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import Round
from lienthu.registry.errors import refused_as
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking

KIND = "quyet-dinh"
FIELDS = {"symbol": "number", "dated_on": "signed_on"}  # of the register's refusals, as the form calls them


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
    with refused_as(ContestRefused, FIELDS):
        made = booking.book(
            holder=register, kind=booking.kind_of(KIND), facts=facts, symbol=symbol, carried=carried,
            source=source_of(row), actor=actor, at=at,
        )  # fmt: skip
    return made.symbol
