"""What else can be said of a copy at the desk: lost, settled, damaged, fit again, used in the house, said returned."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy
from lienthu.catalogue.services import copies
from lienthu.circulation import rules
from lienthu.circulation.errors import MarkRefused
from lienthu.circulation.models import DeskAction, Fee, Hold, Loan
from lienthu.circulation.queries import loans as queries
from lienthu.circulation.services import desk_log, trapping
from lienthu.circulation.services.desk_log import Desk, Watch
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.ledger.models import AgeBand, Kind
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Patron
from lienthu.patrons.rules import Refusal

Status = Copy.Status
NOT_HERE = (Status.WITHDRAWN, Status.IN_TRANSIT, Status.PACKED)


def use_in_house(
    *,
    copy: Copy,
    library: Organisation,
    site: Site | None,
    actor: User | None,
    at: datetime,
    patron: Patron | None = None,
    happened: bool = False,
) -> DeskAction:
    """Count that somebody read the copy in the house. Raises MarkRefused while it is lent, lost or elsewhere.

    What `happened` where the hub could not be asked is counted wherever the copy is by now.
    """
    desk = Desk(library, site, actor, at)
    with in_turn():
        held = copies.lock(copy.pk)
        if not happened:
            _demand_here(held, desk, lent_is_fine=False)
        band = patron_rules.band_of(patron, timezone.localdate(at)) if patron else AgeBand.NOT_SAID
        action = Watch(held).write(DeskAction.Kind.IN_HOUSE_USE, desk, patron=patron.pk if patron else None)
        desk_log.record(held, desk, "copy.used_in_house", None, {"copy": str(held)})
        desk_log.book(Kind.IN_HOUSE_USE, action, held, desk, age_band=band)
    return action


def mark_lost(
    *, copy: Copy, library: Organisation, site: Site | None, actor: User | None, at: datetime, reason: str = ""
) -> DeskAction:
    """Write the copy down as lost; its loan, if it is lent, stays open until it is found or settled.

    Where the loan's terms have a fee for a lost copy, the patron owes it. Raises MarkRefused.
    """
    desk = Desk(library, site, actor, at)
    with in_turn():
        held = copies.lock(copy.pk)
        _demand_here(held, desk, lent_is_fine=True)
        loan = Loan.objects.open().filter(copy=held.pk).select_for_update(of=("self",)).first()
        watch, before = Watch(held, loan), held.status
        fees = []
        if loan is not None:
            loan.state = Loan.State.LOST
            loan.save(update_fields=("state",))
            fees = _lost_fee(loan, desk)
        hold = _lose_copy(held, desk, watch, reason or _("the copy is lost"))
        copies.set_status(copy=held, status=Status.LOST)
        action = watch.write(DeskAction.Kind.LOST, desk, hold=hold, made={"fees": fees})
        desk_log.record(held, desk, "copy.lost", {"status": before}, {"status": Status.LOST}, reason)
        desk_log.book(Kind.COPY_LOST, action, held, desk)
    copy.status = held.status
    return action


def _lose_copy(copy: Copy, desk: Desk, watch: Watch, reason: str) -> Hold | None:
    """Whoever waits for a reserved copy is served by another, as soon as there is one."""
    return trapping.lose_copy(copy, desk, watch, reason) if copy.status == Status.RESERVED else None


def _lost_fee(loan: Loan, desk: Desk) -> list[int]:
    amount = int(loan.policy.get("values", {}).get("fee_lost") or 0)
    if not amount or loan.patron_id is None:
        return []
    fee = Fee.objects.create(
        patron_id=loan.patron_id, loan=loan, library_id=loan.library_id, kind=Fee.Kind.LOST, amount=amount, at=desk.at
    )
    return [fee.pk]


def settle_loss(
    *, loan: Loan, library: Organisation, site: Site | None, actor: User | None, at: datetime, reason: str
) -> DeskAction:
    """End the loan of a lost copy: replaced, paid or forgiven, as `reason` says. The copy stays lost."""
    desk = Desk(library, site, actor, at)
    with in_turn():
        copy = copies.lock(loan.copy_id)
        held = _lent(loan, {Loan.State.LOST}, _("Only the loan of a lost copy is settled."))
        watch = Watch(copy, held)
        held.state, held.closed_at, held.closed_library_id = Loan.State.SETTLED, at, library.pk
        held.closed_by_id = actor.pk if actor else None
        held.save(update_fields=("state", "closed_at", "closed_library", "closed_by"))
        action = watch.write(DeskAction.Kind.SETTLED, desk)
        desk_log.record(held, desk, "loan.settled", None, {"state": held.state}, reason)
    return action


def claim_returned(
    *, loan: Loan, library: Organisation, site: Site | None, actor: User | None, at: datetime
) -> DeskAction:
    """Write down that the patron says they gave the copy back. The loan stays open until it is found on a shelf."""
    desk = Desk(library, site, actor, at)
    with in_turn():
        copy = copies.lock(loan.copy_id)
        held = _lent(loan, {Loan.State.LENT, Loan.State.LOST}, _("This is written down already."))
        watch, before = Watch(copy, held), held.state
        held.state = Loan.State.CLAIMED
        held.save(update_fields=("state",))
        if copy.status == Status.LOST:
            copies.set_status(copy=copy, status=Status.ON_LOAN)
        action = watch.write(DeskAction.Kind.CLAIMED, desk)
        desk_log.record(held, desk, "loan.claimed", {"state": before}, {"state": held.state})
    return action


def mark_damaged(
    *, copy: Copy, library: Organisation, site: Site | None, actor: User | None, at: datetime, reason: str = ""
) -> DeskAction:
    """Take a damaged copy out of circulation. A lent one is taken back first."""
    return _mark(copy, Desk(library, site, actor, at), Status.DAMAGED, DeskAction.Kind.DAMAGED, "copy.damaged", reason)


def mark_repaired(
    *, copy: Copy, library: Organisation, site: Site | None, actor: User | None, at: datetime
) -> DeskAction:
    """Put a damaged copy back into circulation."""
    return _mark(copy, Desk(library, site, actor, at), Status.AVAILABLE, DeskAction.Kind.REPAIRED, "copy.repaired", "")


def _mark(copy: Copy, desk: Desk, status: Copy.Status, kind: DeskAction.Kind, audited: str, reason: str) -> DeskAction:
    with in_turn():
        held = copies.lock(copy.pk)
        _demand_here(held, desk, lent_is_fine=False)
        if (held.status == Status.DAMAGED) != (status == Status.AVAILABLE):
            label = Status(held.status).label
            raise MarkRefused([Refusal("no_change", _("This copy is already: %(status)s.") % {"status": label}, "")])
        watch, before, carried = Watch(held), held.status, None
        if status == Status.AVAILABLE:
            carried = trapping.settle(held, desk, watch)
            hold, status = (carried.hold, carried.status) if carried else (None, status)
        else:
            hold = _lose_copy(held, desk, watch, reason or _("the copy is damaged"))
        copies.set_status(copy=held, status=status)
        transfer = carried.transfer if carried else None
        action = watch.write(kind, desk, hold=hold, made={"transfer": transfer.pk if transfer else None})
        desk_log.record(held, desk, audited, {"status": before}, {"status": status}, reason)
        if transfer:
            desk_log.book(Kind.TRANSFER_SENT, transfer, held, desk)
    copy.status = held.status
    return action


def _lent(loan: Loan, states: set[Loan.State], otherwise: str) -> Loan:
    held = Loan.objects.open().select_for_update(of=("self",)).filter(pk=loan.pk).first()
    if held is None:
        raise MarkRefused([Refusal("returned", _("This loan is over: the copy was taken back."), "")])
    if held.state not in states:
        raise MarkRefused([Refusal("not_so", otherwise, "")])
    return held


def _demand_here(copy: Copy, desk: Desk, *, lent_is_fine: bool) -> None:
    """Raise MarkRefused unless the copy is in this library's charge and, where it matters, not lent or lost."""
    found = []
    if not desk.answers_for(copy):
        message = _("This copy is not in your library's charge; only its library may say this of it.")
        found.append(Refusal("not_here", message, ""))
    if copy.status in NOT_HERE or (copy.status == Status.LOST and lent_is_fine):
        label = Status(copy.status).label
        message = _("This cannot be said of a copy that is: %(status)s.") % {"status": label}
        found.append(Refusal("wrong_status", message, ""))
    if not lent_is_fine and copy.status in (Status.ON_LOAN, Status.LOST):
        loan = queries.open_loan_of(copy.pk)
        message = _("This copy is marked as lost or on loan. Take it back first.")
        lent = rules.already_lent(queries.lent(loan, library=desk.library.pk)) if loan else None
        found.append(lent or Refusal("out", message, ""))
    if found:
        raise MarkRefused(found)
