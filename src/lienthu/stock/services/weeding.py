"""Weeding: a list by criteria, edited, proposed, decided on; then its copies are withdrawn with their history kept."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.cataloguing.services import removals
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Kind
from lienthu.stock.errors import WeedingRefused
from lienthu.stock.models import WeedingItem, WeedingList
from lienthu.stock.queries.weeding import proposals
from lienthu.stock.rules.weeding import MAY_GO, Criteria

MOST = 10_000  # copies of one list
Status = Copy.Status
State = WeedingList.State


@transaction.atomic
def make(*, library: Organisation, name: str, criteria: Criteria, actor: User | None, at: datetime) -> WeedingList:
    """A list of what the criteria speak against. Raises WeedingRefused when that is nothing, or more than MOST."""
    if criteria.empty:
        raise WeedingRefused("no_criteria", _("Choose at least one criterion."))
    found = proposals(library, criteria, timezone.localdate(at))
    if not found:
        raise WeedingRefused("nothing", _("No copy of your library meets these criteria."))
    if len(found) > MOST:
        message = _("%(n)d copies meet these criteria; a list has at most %(most)d. Choose narrower criteria.")
        raise WeedingRefused("too_many", message % {"n": len(found), "most": MOST})
    made = WeedingList.objects.create(
        library=library, name=name, criteria=criteria.as_json(), made_at=at, made_by=actor
    )
    rows = [
        WeedingItem(weeding=made, copy_id=each.copy, reasons=list(each.reasons), used_on=each.used_on) for each in found
    ]
    WeedingItem.objects.bulk_create(rows, batch_size=1_000)
    after = {"name": name, "copies": len(rows)}
    audit.record(actor=actor, at=at, action="weeding.made", thing=made, before=None, after=after)
    return made


@transaction.atomic
def add(*, weeding: WeedingList, copy: Copy, actor: User | None, at: datetime) -> WeedingItem:
    """Put a copy on the list by hand. Raises WeedingRefused for one that is not the library's, or cannot go."""
    held = _editable(weeding)
    if copy.owner_id != held.library_id:
        raise WeedingRefused("not_ours", _("This copy belongs to another library."))
    if copy.status not in MAY_GO:
        raise WeedingRefused("cannot_go", _("This copy cannot be weeded: it is %(status)s.") % _status(copy))
    item, made = WeedingItem.objects.get_or_create(
        weeding=held, copy=copy, defaults={"reasons": [WeedingItem.Reason.BY_HAND]}
    )
    if not made:
        raise WeedingRefused("listed", _("This copy is on the list already."))
    audit.record(actor=actor, at=at, action="weeding.added", thing=held, before=None, after={"copy": str(copy)})
    return item


@transaction.atomic
def keep(*, item: WeedingItem, reason: str, actor: User | None, at: datetime) -> None:
    """The copy stays in the stock after all, and why. Raises WeedingRefused without a reason."""
    held = _editable(item.weeding)
    if not reason.strip():
        raise WeedingRefused("no_reason", _("Say why this copy is kept."))
    held.items.filter(pk=item.pk).update(kept=True, kept_for=reason.strip(), kept_by=actor)
    _item_audit(held, item, "weeding.kept", reason, actor, at)


@transaction.atomic
def let_go(*, item: WeedingItem, actor: User | None, at: datetime) -> None:
    """The copy goes after all."""
    held = _editable(item.weeding)
    held.items.filter(pk=item.pk).update(kept=False, kept_for="", kept_by=None)
    _item_audit(held, item, "weeding.not_kept", "", actor, at)


@transaction.atomic
def propose(*, weeding: WeedingList, actor: User | None, at: datetime) -> None:
    """The list is handed in for a decision; it can still be edited, and says when it was proposed."""
    held = _editable(weeding)
    if not held.items.filter(kept=False).exists():
        raise WeedingRefused("all_kept", _("Every copy of the list is kept; there is nothing to propose."))
    before, held.state, held.proposed_at = held.state, State.PROPOSED, at
    held.save(update_fields=["state", "proposed_at"])
    _state_audit(held, "weeding.proposed", before, actor, at)


@transaction.atomic
def cancel(*, weeding: WeedingList, actor: User | None, at: datetime) -> None:
    """Give the list up; its copies may be proposed again."""
    held = _editable(weeding)
    before, held.state = held.state, State.CANCELLED
    held.save(update_fields=["state"])
    _state_audit(held, "weeding.cancelled", before, actor, at)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who decided is said in the decision; `minutes` and `removed_on` stand in the accession register."""

    number: str
    decided_on: date
    minutes: str
    removed_on: date


@transaction.atomic
def carry_out(*, weeding: WeedingList, decision: Decision, actor: User | None, at: datetime) -> tuple[int, int]:
    """Withdraw every copy of the list that is not kept; `(withdrawn, left out)`.

    A copy that somebody has borrowed, that is on its way or that left the library since is left out, with the reason
    beside it. Raises WeedingRefused when the list is not proposed, or the days cannot be.
    """
    held = _editable(weeding)
    if held.state != State.PROPOSED:
        raise WeedingRefused("not_proposed", _("Propose the list first; the decision is about what was proposed."))
    today = timezone.localdate(at)
    if decision.decided_on > today or decision.removed_on > today:
        raise WeedingRefused("future", _("The day of the decision or of the minutes lies in the future."))
    if decision.removed_on < decision.decided_on:
        raise WeedingRefused("before_decision", _("The removal minutes cannot be older than the decision."))
    held.state, held.done_at, held.done_by = State.DONE, at, actor
    held.decision, held.decided_on = decision.number, decision.decided_on
    held.minutes, held.removed_on = decision.minutes, decision.removed_on
    held.save()
    gone, left_out = _withdraw(held, at)
    events = ledger.append_all([_activity(item, at) for item in gone], actor=actor) if gone else []
    for item, event in zip(gone, events, strict=True):
        item.event = event
        _copy_audit(item.copy, "copy.withdrawn", item.before, Status.WITHDRAWN, decision.number, actor, at)
    fields = ["before", "kept_here_before", "withdrawn_at", "event", "left_out"]
    WeedingItem.objects.bulk_update([*gone, *left_out], fields, batch_size=200)
    number = decision.minutes or decision.number
    removals.strike(copies=[item.copy_id for item in gone], on=decision.removed_on, minutes=number)
    audit.record(
        actor=actor, at=at, action="weeding.carried_out", thing=held, before={"state": State.PROPOSED},
        after={"decision": decision.number, "copies": len(gone)},
    )  # fmt: skip
    return len(gone), len(left_out)


def _withdraw(held: WeedingList, at: datetime) -> tuple[list[WeedingItem], list[WeedingItem]]:
    """`(withdrawn, left out)`, copy by copy; the items are filled and not yet saved."""
    gone, left_out = [], []
    for item in held.items.filter(kept=False).order_by("copy_id"):
        copy = copies.lock(item.copy_id)
        item.left_out = _against_withdrawal(copy, held.library_id)
        if item.left_out:
            left_out.append(item)
            continue
        item.before, item.kept_here_before = copy.status, copy.status_kept_here
        copies.set_status(copy=copy, status=Status.WITHDRAWN)
        item.copy, item.withdrawn_at = copy, at
        gone.append(item)
    return gone, left_out


def _against_withdrawal(copy: Copy, library: int) -> str:
    """Why a copy cannot be withdrawn now, "" when it can."""
    if copy.owner_id != library:
        return _("it belongs to another library now")
    if copy.custodian_id != library:
        return _("it is in the charge of another library")
    if copy.status not in MAY_GO:
        return _("it is %(status)s") % _status(copy)
    return ""


def _activity(item: WeedingItem, at: datetime) -> ledger.Activity:
    copy = item.copy
    return ledger.Activity(
        kind=Kind.COPY_WITHDRAWN, at=at, owner=copy.owner_id, host=copy.custodian_id,
        site=copy.place_id or copy.assigned_id or 0, material=facts_from_json(copy.record.facts).kind, thing=item,
    )  # fmt: skip


@transaction.atomic
def undo(*, item: WeedingItem, reason: str, actor: User | None, at: datetime) -> None:
    """Bring one copy back into the stock as it was; the ledger keeps both, the withdrawal and its counter-event.

    Raises WeedingRefused when it is not withdrawn by this list, or something happened to it since.
    """
    held = WeedingItem.objects.select_for_update(of=("self",)).select_related("weeding", "event").get(pk=item.pk)
    if not held.is_withdrawn or held.event is None:
        raise WeedingRefused("not_withdrawn", _("This copy is not withdrawn by this list."))
    if not reason.strip():
        raise WeedingRefused("no_reason", _("Say why the copy comes back."))
    copy = copies.lock(held.copy_id)
    assert held.withdrawn_at is not None  # noqa: S101 tells the type checker
    later = CopyMove.objects.filter(copy=copy, at__gt=held.withdrawn_at).exists()
    if copy.status != Status.WITHDRAWN or later:
        message = _("Something happened to this copy after it was withdrawn, so this cannot be undone.")
        raise WeedingRefused("changed_since", message)
    copies.set_status(copy=copy, status=Status(held.before), kept_here=held.kept_here_before)
    ledger.correct(held.event, quantity=1, reason=reason[:200], actor=actor, at=at, booked_on=None)
    held.undone_at, held.undone_by, held.undone_for = at, actor, reason.strip()
    held.save(update_fields=["undone_at", "undone_by", "undone_for"])
    removals.restore(copies=[copy.pk])
    _copy_audit(copy, "copy.withdrawal_undone", Status.WITHDRAWN, held.before, reason, actor, at)


def undo_all(*, weeding: WeedingList, reason: str, actor: User | None, at: datetime) -> tuple[int, int]:
    """Bring back whatever can be; `(brought back, refused)`."""
    done = refused = 0
    for item in weeding.items.filter(withdrawn_at__isnull=False, undone_at=None).order_by("id"):
        try:
            undo(item=item, reason=reason, actor=actor, at=at)
            done += 1
        except WeedingRefused as refusal:
            if refusal.code == "no_reason":
                raise
            refused += 1
    return done, refused


def _editable(weeding: WeedingList) -> WeedingList:
    held = WeedingList.objects.select_for_update(of=("self",)).get(pk=weeding.pk)
    if not held.is_editable:
        state = State(held.state).label
        raise WeedingRefused("not_editable", _("This list can no longer be changed: %(state)s.") % {"state": state})
    return held


def _status(copy: Copy) -> dict[str, str]:
    return {"status": str(Status(copy.status).label)}


def _item_audit(held: WeedingList, item: WeedingItem, action: str, why: str, actor: User | None, at: datetime) -> None:
    after = {"copy": str(item.copy)}
    audit.record(actor=actor, at=at, action=action, thing=held, before=None, after=after, reason=why)


def _state_audit(held: WeedingList, action: str, before: str, actor: User | None, at: datetime) -> None:
    audit.record(actor=actor, at=at, action=action, thing=held, before={"state": before}, after={"state": held.state})


def _copy_audit(
    copy: Copy, action: str, before: str, after: str, reason: str, actor: User | None, at: datetime
) -> None:
    audit.record(
        actor=actor, at=at, action=action, thing=copy, before={"status": before}, after={"status": after}, reason=reason
    )
