"""Taking a copy back, whatever it comes from: a loan, a way between libraries, a loss, the hold shelf."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.circulation import rules
from lienthu.circulation.errors import ReturnRefused
from lienthu.circulation.models import DeskAction, Fee, Hold, Loan, Transfer
from lienthu.circulation.queries import loans as queries
from lienthu.circulation.queries.holds import kept as kept_for
from lienthu.circulation.queries.policies import terms_for
from lienthu.circulation.services import desk_log, sending, transfers, trapping
from lienthu.circulation.services.desk_log import Desk, Watch
from lienthu.circulation.services.loans import alike
from lienthu.circulation.services.loans.alike import day_of
from lienthu.common import prepared
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.ledger.models import Kind
from lienthu.patrons.rules import Refusal

Status = Copy.Status


@dataclass(frozen=True)
class Return:
    """What came of a copy on the desk. Several may be set: a lost copy, overdue, given back at another library."""

    action: DeskAction
    loan: Loan | None = None  # the one that ended
    days_overdue: int = 0
    fee: Fee | None = None
    transfer: Transfer | None = None  # sent on to where it belongs, or taken in here
    received: bool = False
    was_lost: bool = False
    hold: Hold | None = None  # that the copy serves from now on: on the hold shelf here, or on its way


def check_in(
    *, copy: Copy, library: Organisation, site: Site | None, actor: User | None, at: datetime, sent_home: bool = False
) -> Return:
    """Take a copy back: end its loan, take it in from another library, or write down that it is found.

    A copy that somebody waits for is kept for them, or sent where they fetch it. One in the charge of another library
    goes on to it by a transfer, where its policy lets readers give back elsewhere, or where the desk says so
    (`sent_home`). Raises ReturnRefused with every reason when there is nothing to take back, or it is not taken back
    here.
    """
    desk = Desk(library, site, actor, at)
    with in_turn():
        held = copies.lock(copy.pk)
        loan = queries.locked_loan_of(held.pk)
        done = _end(loan, held, desk, sent_home=sent_home) if loan is not None else _without_loan(held, desk)
    copy.status, copy.custodian_id, copy.place_id = held.status, held.custodian_id, held.place_id
    return done


def _end(loan: Loan, copy: Copy, desk: Desk, *, sent_home: bool) -> Return:
    home, ours = copy.custodian_id, desk.answers_for(copy)
    if not ours and not sent_home:
        terms = terms_for(library=home, category=loan.category, material=loan.material, on=timezone.localdate(desk.at))
        if not terms.yes("returned_elsewhere"):
            message = _("This copy is in the charge of %(library)s and is to be given back there.")
            raise ReturnRefused([Refusal("return_there", message % {"library": alike.name(home)}, rules.LEND)])
    watch, was = Watch(copy, loan), loan.state
    loan.state, loan.closed_at, loan.closed_library_id = Loan.State.RETURNED, desk.at, desk.library.pk
    loan.closed_by_id = desk.actor.pk if desk.actor else None
    prepared.update(loan, "state", "closed_at", "closed_library", "closed_by")
    queries.loan_changed(copy.pk)
    fee = _late_fee(loan, desk)
    waits = trapping.claim(copy, watch, timezone.localdate(desk.at), in_hand=True)
    if ours:
        _put_back(copy, desk, loan)
    else:
        alike.take_charge(copy, desk, CopyMove.Cause.RETURNED_ELSEWHERE, loan)
    carried = trapping.carry(waits, copy, desk, watch, came_from=home) if waits else None
    transfer = carried.transfer if carried else _sent_home(copy, home, desk)
    status = carried.status if carried else Status.IN_TRANSIT if transfer else Status.AVAILABLE
    copies.set_status(copy=copy, status=status)
    made = {"fees": [fee.pk] if fee else [], "transfer": transfer.pk if transfer else None}
    hold = carried.hold if carried else None
    action = watch.write(DeskAction.Kind.CHECK_IN, desk, hold=hold, made=made)
    desk_log.record(loan, desk, "loan.ended", {"state": was}, {"state": loan.state, "closed": day_of(desk.at)})
    desk_log.book(Kind.CHECK_IN, loan, copy, desk)
    if transfer:
        desk_log.book(Kind.TRANSFER_SENT, transfer, copy, desk)
    days, lost = rules.days_overdue(loan.due_at, desk.at), was == Loan.State.LOST
    return Return(action, loan, days, fee, transfer, was_lost=lost, hold=hold)


def _sent_home(copy: Copy, home: int, desk: Desk) -> Transfer | None:
    """What was given back at another library, or was here for a hold, goes where it belongs."""
    if copy.custodian_id != desk.library.pk:
        return None  # the host's deposit stays with the host
    if home != desk.library.pk:
        return sending.begin(copy, home, desk, reason=_("given back at another library"))
    back = trapping.home_of(copy, desk.library.pk) if copy.owner_id != desk.library.pk else None
    return sending.begin(copy, back, desk, reason=_("was here for a hold")) if back else None


def _put_back(copy: Copy, desk: Desk, loan: Loan) -> None:
    """Note that the copy is now at another site of the same library; one whose place nobody wrote down stays so."""
    if desk.site and copy.place_id not in (None, desk.site.pk):
        to = copies.whereabouts(copy)._replace(place=desk.site.pk)
        cause = CopyMove.Cause.RETURNED_ELSEWHERE
        copies.move(copy=copy, to=to, cause=cause, actor=desk.actor, at=desk.at, thing=loan)


def _late_fee(loan: Loan, desk: Desk) -> Fee | None:
    """The fee that the loan's own terms ask for, where they ask for any."""
    values = loan.policy.get("values", {})
    amount = rules.overdue_fee(
        days=rules.days_overdue(loan.due_at, desk.at),
        grace_days=int(values.get("grace_days") or 0),
        fee_per_day=int(values.get("fee_per_day") or 0),
    )
    if not amount or loan.patron_id is None:
        return None
    return Fee.objects.create(
        patron_id=loan.patron_id,
        loan=loan,
        library_id=loan.library_id,
        kind=Fee.Kind.OVERDUE,
        amount=amount,
        at=desk.at,
    )


def _without_loan(copy: Copy, desk: Desk) -> Return:
    """A copy that nobody has on loan here: on its way, lost, lent by the member's own system, or not out at all."""
    watch = Watch(copy)
    transfer = queries.open_transfer_of(copy.pk)
    if transfer is not None and desk.library.pk in (transfer.receiver_id, transfer.sender_id):
        taken = transfers.take_in(copy, transfer, desk)
        received = transfer.receiver_id == desk.library.pk
        return Return(taken.action, transfer=taken.onward or transfer, received=received, hold=taken.hold)
    if copy.status == Status.RESERVED and transfer is None and desk.answers_for(copy):
        return _kept(copy, desk, watch)
    if copy.status == Status.AVAILABLE and desk.answers_for(copy):
        return _from_the_shelf(copy, desk, watch)
    refusal = _not_out(copy, transfer, desk)
    if refusal is not None:
        raise ReturnRefused([refusal])
    lost, before = copy.status == Status.LOST, copy.status
    carried = trapping.settle(copy, desk, watch)
    kind = DeskAction.Kind.FOUND if lost else DeskAction.Kind.CHECK_IN
    action = _set_by(copy, desk, watch, carried, kind)
    said = "copy.found" if lost else "copy.taken_back"
    desk_log.record(copy, desk, said, {"status": before}, {"status": copy.status})
    return Return(action, was_lost=lost, hold=carried.hold if carried else None)


def _kept(copy: Copy, desk: Desk, watch: Watch) -> Return:
    """A copy that was fetched from its shelf for a hold: it is put on the hold shelf, or sent where it is fetched."""
    hold = trapping.of_copy(copy)
    if hold is not None and hold.state == Hold.State.READY:
        message = _("This copy lies on the hold shelf for %(who)s until %(day)s.")
        facts = {"who": kept_for(hold, desk.library.pk).to or "–", "day": f"{hold.shelf_until:%d/%m/%Y}"}
        raise ReturnRefused([Refusal("kept", message % facts, "")])
    carried = trapping.carry(hold, copy, desk, watch) if hold else trapping.settle(copy, desk, watch)
    action = _set_by(copy, desk, watch, carried, DeskAction.Kind.HOLD_PULLED)
    return Return(action, hold=carried.hold if carried else None, transfer=carried.transfer if carried else None)


def _from_the_shelf(copy: Copy, desk: Desk, watch: Watch) -> Return:
    """A copy that is not out, on the desk all the same: somebody waits for it, or it was left on the hold shelf."""
    carried = trapping.settle(copy, desk, watch)
    if carried:
        action = _set_by(copy, desk, watch, carried, DeskAction.Kind.HOLD_PULLED)
        return Return(action, hold=carried.hold, transfer=carried.transfer)
    if not trapping.clear_shelf(copy, watch):
        label = Status(copy.status).label
        raise ReturnRefused([Refusal("not_lent", _("This copy is not on loan (%(status)s).") % {"status": label}, "")])
    home = trapping.home_of(copy, desk.library.pk)
    transfer = sending.begin(copy, home, desk, reason=_("was here for a hold")) if home else None
    if transfer:
        copies.set_status(copy=copy, status=Status.IN_TRANSIT)
    made = {"transfer": transfer.pk if transfer else None}
    action = watch.write(DeskAction.Kind.OFF_SHELF, desk, made=made)
    if transfer:
        desk_log.book(Kind.TRANSFER_SENT, transfer, copy, desk)
    return Return(action, transfer=transfer)


def _set_by(
    copy: Copy, desk: Desk, watch: Watch, carried: trapping.Carried | None, kind: DeskAction.Kind
) -> DeskAction:
    """The status that a copy on the desk gets, with the log of it and the way on which it goes, if it goes on one."""
    status = carried.status if carried else Status.AVAILABLE
    if status != copy.status:
        copies.set_status(copy=copy, status=status)
    transfer = carried.transfer if carried else None
    made = {"transfer": transfer.pk if transfer else None}
    action = watch.write(kind, desk, hold=carried.hold if carried else None, made=made)
    if transfer:
        desk_log.book(Kind.TRANSFER_SENT, transfer, copy, desk)
    return action


def _not_out(copy: Copy, transfer: Transfer | None, desk: Desk) -> Refusal | None:
    if transfer is not None:
        message = _("This copy is on its way to %(library)s. Send it on.") % {
            "library": alike.name(transfer.receiver_id)
        }
        return Refusal("on_its_way", message, "")
    if not desk.answers_for(copy):
        message = _("This copy is in the charge of %(library)s and is not on loan. Send it there.")
        return Refusal("not_here", message % {"library": alike.name(copy.custodian_id)}, "")
    if copy.status == Status.WITHDRAWN:
        return Refusal("withdrawn", _("This copy was withdrawn from the stock. Put it aside."), "")
    if copy.status == Status.PACKED:
        message = _("This copy is packed in a set that travels. Take it out of its set first.")
        return Refusal("packed", message, "")
    if copy.status == Status.IN_TRANSIT:
        message = _("This copy is on its way with a set that travels. Whoever sees to the set says what became of it.")
        return Refusal("travelling", message, "")
    if copy.status not in (Status.ON_LOAN, Status.LOST):
        label = Status(copy.status).label
        return Refusal("not_lent", _("This copy is not on loan (%(status)s).") % {"status": label}, "")
    return None
