"""The log of the desk: each thing done, what it changed, and the row that lets it be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Model

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy
from lienthu.circulation.models import DeskAction, Loan
from lienthu.federation.models import Organisation, Site

LOAN_FIELDS = (
    "state", "due_at", "renewals", "overridden", "closed_at", "closed_by_id", "closed_library_id",
)  # fmt: skip
COPY_FIELDS = ("status", "status_kept_here", "custodian_id", "place_id", "assigned_id")
Fields = dict[str, object]


@dataclass(frozen=True)
class Desk:
    """Who works where, and when."""

    library: Organisation
    site: Site | None
    actor: User | None
    at: datetime

    @property
    def site_id(self) -> int:
        """0 for a library that has written down no site."""
        return self.site.pk if self.site else 0


def fields_of(row: Model, names: tuple[str, ...]) -> Fields:
    """The fields as JSON keeps them: times as ISO text."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def differences(before: Fields, after: Fields) -> tuple[Fields, Fields]:
    """Only what changed, as it was and as it is."""
    changed = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


class Watch:
    """Remembers a copy and its loan as they are, to write down later what became of them."""

    def __init__(self, copy: Copy, loan: Loan | None = None) -> None:
        self.copy, self.loan = copy, loan
        self._copy = fields_of(copy, COPY_FIELDS)
        self._loan = fields_of(loan, LOAN_FIELDS) if loan else {}

    def write(
        self,
        kind: DeskAction.Kind,
        desk: Desk,
        *,
        loan: Loan | None = None,
        patron: int | None = None,
        made: Mapping[str, object] | None = None,
    ) -> DeskAction:
        """Log the action. `loan` is one that it made; `made` the other rows (see DeskAction.made)."""
        before: dict[str, Fields] = {}
        after: dict[str, Fields] = {}
        before["copy"], after["copy"] = differences(self._copy, fields_of(self.copy, COPY_FIELDS))
        if self.loan:
            before["loan"], after["loan"] = differences(self._loan, fields_of(self.loan, LOAN_FIELDS))
        about = loan or self.loan
        action = DeskAction(
            kind=kind,
            at=desk.at,
            actor_id=desk.actor.pk if desk.actor else None,
            library_id=desk.library.pk,
            copy_id=self.copy.pk,
            patron_id=about.patron_id if about else patron,
            loan_id=about.pk if about else None,
            before=before,
            after=after,
            made=dict(made or {}),
        )
        action.save(force_insert=True)
        return action
