"""The log of the desk: each thing done, what it changed, and the row that lets it be taken back; and what the audit and
the ledger are told of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Model

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy
from lienthu.circulation.models import DeskAction, Hold, Loan, Transfer
from lienthu.circulation.queries.loans import facts_of
from lienthu.common import audit, prepared
from lienthu.federation.models import Organisation, Site
from lienthu.ledger import services as ledger
from lienthu.ledger.models import AgeBand, Kind

LOAN_FIELDS = (
    "state", "due_at", "renewals", "overridden", "closed_at", "closed_by_id", "closed_library_id",
)  # fmt: skip
COPY_FIELDS = ("status", "status_kept_here", "custodian_id", "place_id", "assigned_id")
HOLD_FIELDS = (
    "state", "copy_id", "choice", "passed_over", "came_from_id", "transfer_id", "ready_at", "shelf_until",
    "left_on_shelf", "suspended_until", "closed_at", "closed_by_id", "loan_id", "reason",
)  # fmt: skip
STATUS_FIELDS = ("status", "status_kept_here")
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

    def answers_for(self, copy: Copy) -> bool:
        """Whether the copy is in this library's charge, or in that of the host at whose site the library lends.

        A province's desk at a post office lends the post office's deposit: that takes nothing out of its charge.
        """
        return copy.custodian_id in (self.library.pk, self.site.organisation_id if self.site else None)


def fields_of(row: Model, names: tuple[str, ...]) -> Fields:
    """The fields as JSON keeps them: times and days as ISO text."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def differences(before: Fields, after: Fields) -> tuple[Fields, Fields]:
    """Only what changed, as it was and as it is."""
    changed = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


class Watch:
    """Remembers a copy, its loan and whatever holds and other copies are touched, to write down what became of them."""

    def __init__(self, copy: Copy | None, loan: Loan | None = None) -> None:
        self.copy, self.loan = copy, loan
        self._copy = fields_of(copy, COPY_FIELDS) if copy else {}
        self._loan = fields_of(loan, LOAN_FIELDS) if loan else {}
        self._holds: dict[int, tuple[Hold, Fields]] = {}
        self._copies: dict[int, tuple[Copy, Fields]] = {}

    def hold(self, hold: Hold) -> None:
        """Call this before the hold is changed."""
        self._holds.setdefault(hold.pk, (hold, fields_of(hold, HOLD_FIELDS)))

    def other(self, copy: Copy) -> None:
        """Call this before the status of a copy is changed; the watch's own is known."""
        if self.copy is None or copy.pk != self.copy.pk:
            self._copies.setdefault(copy.pk, (copy, fields_of(copy, STATUS_FIELDS)))

    def write(
        self,
        kind: DeskAction.Kind,
        desk: Desk,
        *,
        loan: Loan | None = None,
        hold: Hold | None = None,
        patron: int | None = None,
        made: Mapping[str, object] | None = None,
    ) -> DeskAction:
        """Log the action. `loan` or `hold` is what it made or is about; `made` the other rows (see DeskAction.made)."""
        before, after = self._changes()
        about = loan or self.loan or hold
        action = prepared.new(
            DeskAction,
            kind=kind,
            at=desk.at,
            actor_id=desk.actor.pk if desk.actor else None,
            library_id=desk.library.pk,
            copy_id=self.copy.pk if self.copy else None,
            patron_id=about.patron_id if about else patron,
            loan_id=loan.pk if loan else self.loan.pk if self.loan else None,
            hold_id=hold.pk if hold else None,
            before=before,
            after=after,
            made=dict(made or {}),
        )
        prepared.insert(action)
        return action

    def _changes(self) -> tuple[dict[str, object], dict[str, object]]:
        before: dict[str, object] = {}
        after: dict[str, object] = {}
        if self.copy:
            before["copy"], after["copy"] = differences(self._copy, fields_of(self.copy, COPY_FIELDS))
        if self.loan:
            before["loan"], after["loan"] = differences(self._loan, fields_of(self.loan, LOAN_FIELDS))
        for name, rows, fields in (("holds", self._holds, HOLD_FIELDS), ("copies", self._copies, STATUS_FIELDS)):
            if rows:
                pairs = {str(pk): differences(was, fields_of(row, fields)) for pk, (row, was) in rows.items()}
                before[name] = {pk: pair[0] for pk, pair in pairs.items()}
                after[name] = {pk: pair[1] for pk, pair in pairs.items()}
        return before, after


def record(
    thing: Model,
    desk: Desk,
    action: str,
    before: Mapping[str, object] | None,
    after: Mapping[str, object],
    reason: str = "",
) -> None:
    """The audit's entry."""
    audit.record(actor=desk.actor, at=desk.at, action=action, thing=thing, before=before, after=after, reason=reason)


def book(
    kind: Kind,
    thing: Loan | Transfer | DeskAction,
    copy: Copy,
    desk: Desk,
    *,
    age_band: AgeBand = AgeBand.NOT_SAID,
) -> None:
    """The ledger's entry, last in its transaction. A loan knows of what kind its copy was and how old its reader."""
    lent = thing if isinstance(thing, Loan) else None
    activity = ledger.Activity(
        kind=kind,
        at=desk.at,
        owner=copy.owner_id,
        host=desk.library.pk,
        site=desk.site_id,
        age_band=AgeBand(lent.age_band) if lent else age_band,
        material=lent.material if lent else facts_of(copy).kind,
        thing=thing,
    )
    ledger.append(activity, actor=desk.actor)
