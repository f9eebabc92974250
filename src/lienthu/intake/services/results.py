"""What a batch of rows comes to, and what the takers of each kind share."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.federation.models import Organisation
from lienthu.intake.models import Intake, Taken
from lienthu.intake.rules.merging import Merged
from lienthu.intake.rules.reasons import Reason


class Row(NamedTuple):
    """A row of a table: the line on which it begins, and its cells by heading. `damage`: why they mean nothing."""

    line: int
    cells: dict[str, str]
    damage: str = ""


class Outcome(StrEnum):
    """What became of a row; the names are those of the counters."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    DOUBTFUL = "doubtful"


class Result(NamedTuple):
    """`reasons` are empty for a row that was taken; `other` is the patron who may be the same person."""

    row: Row
    outcome: Outcome
    reasons: Sequence[Reason] = ()
    other: int | None = None


@dataclass
class Batching:
    """What the batches of one run share."""

    intake: Intake
    library: Organisation
    actor: User | None
    at: datetime
    seen: dict[str, int] = field(default_factory=dict)  # key of a row → the line that had it first
    notes: dict[str, int] = field(default_factory=dict)  # counted besides the outcomes: "children", "adults"

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def kind(self) -> str:
        return self.intake.kind

    def taken(self, keys: Collection[str]) -> dict[str, Taken]:
        """What rows with these keys stood for the last time."""
        by_digest = {digest(key): key for key in keys}
        rows = Taken.objects.filter(library=self.library, kind=self.kind, key__in=by_digest)
        return {by_digest[row.key]: row for row in rows}

    def first_of(self, key: str, row: Row) -> int | None:
        """The line of this file that had the key before; None for the first."""
        before = self.seen.setdefault(key, row.line)
        return before if before != row.line else None

    def stands_for(self, key: str, thing: int, facts: dict[str, str]) -> Taken:
        """The unsaved note of what a row stands for."""
        return Taken(
            library=self.library, kind=self.kind, key=digest(key), thing_id=thing, facts=facts, intake=self.intake
        )


class Taker(Protocol):
    """Takes in the rows of one kind of file."""

    def pass_over(self, rows: Sequence[Row]) -> None:
        """Rows that an earlier process of this run has dealt with: only their keys are noted."""

    def take(self, rows: Sequence[Row]) -> list[Result]:
        """Take rows in, in the caller's transaction; one result a row."""


def digest(key: str) -> str:
    """A key as it is stored: names and birthdays stay out of it."""
    return hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def twice(line: int) -> Reason:
    message = _("The same is said in row %(line)d of this file; strike out one of the two.")
    return Reason("twice", message % {"line": line})


def disputed(merged: Merged, names: dict[str, str], now: dict[str, str], here: dict[str, str]) -> list[Reason]:
    """A reason for each fact that was changed here and, otherwise, in the file."""
    message = _("%(name)s was changed here to “%(here)s” and the file now says “%(file)s”. Correct one of the two.")
    return [
        Reason("changed_here", message % {"name": names.get(fact, fact), "here": here.get(fact, ""), "file": now[fact]})
        for fact in merged.disputed
    ]


def accept(taken: Sequence[Taken]) -> None:
    """Store the notes of rows that came in for the first time."""
    Taken.objects.bulk_create(taken, batch_size=500)
