"""The steps of a return: handed in, sent back with remarks, approved, an approval taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation import queries as federation
from lienthu.indicators.queries.places import shares
from lienthu.ledger.services import closing
from lienthu.returns.errors import ReturnRefused
from lienthu.returns.models import Entry, Return, Step
from lienthu.returns.queries.sheets import sheet_of
from lienthu.returns.rules.digests import digest, plain
from lienthu.returns.services.filling import editable, held, place_of

State, What = Return.State, Step.What


@dataclass(frozen=True)
class Signer:
    """Who says so, where it is not the person signed in: with a link, from paper, by a device."""

    name: str = ""
    means: str = ""


@transaction.atomic
def submit(*, row: Return, signer: Signer, actor: User | None, at: datetime) -> Step:
    """Hand it in. Raises ReturnRefused with `codes`, the figures that still lack an answer, a reason or a word."""
    row = editable(row.pk)
    open_ = sheet_of(row).open_codes
    if open_ or (row.state == State.ASKED and row.prefilled_at is None):
        raise ReturnRefused(
            "unanswered",
            _("Before it is handed in, each figure needs a number or “not available”, and each question a word."),
            codes=open_,
        )
    row.state, row.submitted_at = State.SUBMITTED, at
    row.from_paper = signer.means == "paper"
    row.save(update_fields=("state", "submitted_at", "from_paper"))
    return _step(row, What.SUBMITTED, actor, at, signer=signer)


@transaction.atomic
def send_back(*, row: Return, reason: str, remarks: Mapping[str, str], actor: User | None, at: datetime) -> Step:
    """Back to those who filled it in, with a reason, or remarks beside its figures (by code)."""
    row = _in_state(row, State.SUBMITTED)
    if not reason.strip() and not any(text.strip() for text in remarks.values()):
        raise ReturnRefused("no_remark", _("Say what is to be looked at: in the reason, or beside a figure."))
    _remark(row, remarks)
    row.state = State.SENT_BACK
    row.save(update_fields=("state",))
    return _step(row, What.SENT_BACK, actor, at, reason=reason)


@transaction.atomic
def approve(*, row: Return, remarks: Mapping[str, str], actor: User | None, at: datetime) -> Step:
    """Its figures are as reported from now on, and the ledger's days of the period are closed for whom it speaks."""
    row = _in_state(row, State.SUBMITTED)
    _remark(row, remarks)
    row.state, row.settled_at, row.digest = State.APPROVED, at, digest(figures_of(row))
    row.save(update_fields=("state", "settled_at", "digest"))
    _close(row, actor, at)
    return _step(row, What.APPROVED, actor, at)


def _close(row: Return, actor: User | None, at: datetime) -> None:
    """Up to the end of the period, or to today where it was approved before that: reports of December are."""
    period, place = row.call.period, place_of(row)
    until = min(period.until, timezone.localdate(at), timezone.localdate())
    if until <= period.first:
        return
    for organisation in sorted({row.organisation_id, *shares([place], period)[place]}):
        closing.close(organisation=organisation, until=until, actor=actor, at=at, document=row.call.name[:100])


@transaction.atomic
def take_back(*, row: Return, reason: str, actor: User | None, at: datetime) -> Step:
    """The approval was a mistake; what was approved stays in its step. Not once the round is locked."""
    row = _in_state(row, State.APPROVED)
    if not reason.strip():
        raise ReturnRefused("no_reason", _("Say why the approval is taken back."))
    row.state, row.settled_at, row.digest = State.SENT_BACK, None, ""
    row.save(update_fields=("state", "settled_at", "digest"))
    return _step(row, What.TAKEN_BACK, actor, at, reason=reason)


def figures_of(row: Return) -> dict[str, Decimal | None]:
    """Value by code; None: not available."""
    return dict(Entry.objects.filter(of=row).order_by().values_list("indicator", "value"))


def _in_state(row: Return, state: Return.State) -> Return:
    found = held(row.pk)
    if found.state != state or not found.call.is_open:
        raise ReturnRefused(
            "not_now",
            _("This is done to a return that is “%(wanted)s”; this one is “%(state)s”, or its round is over.")
            % {"wanted": state.label, "state": found.get_state_display()},
        )
    return found


def _remark(row: Return, remarks: Mapping[str, str]) -> None:
    entries = list(row.entries.all())
    for entry in entries:
        entry.remark = remarks.get(entry.indicator, "").strip()[:300]
    Entry.objects.bulk_update(entries, ("remark",))


def _step(
    row: Return, what: Step.What, actor: User | None, at: datetime, *, signer: Signer | None = None, reason: str = ""
) -> Step:
    figures = figures_of(row)
    signed = signer or Signer()
    made = Step.objects.create(
        of=row, what=what, at=at, by=actor, name=signed.name[:120], means=signed.means, reason=reason.strip()[:1000],
        figures=plain(figures), digest=digest(figures),
    )  # fmt: skip
    day = timezone.localdate(at)
    name = federation.names([row.organisation_id], day)[row.organisation_id]
    after = {"organisation": name, "state": row.state, "call": row.call.name}
    audit.record(actor=actor, at=at, action=f"return.{what.value}", thing=row, before=None, after=after, reason=reason)
    return made
