"""Lending, renewing, taking back. Each verb writes its loan, its audit entry, its desk action and its ledger event
in one transaction, the ledger last: its sum of the day is the one row that all desks share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.calendars.queries import opening
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.circulation import rules
from lienthu.circulation.errors import LoanRefused, RenewalRefused, ReturnRefused
from lienthu.circulation.models import DeskAction, Fee, Hold, Loan, Transfer
from lienthu.circulation.queries import loans as queries
from lienthu.circulation.queries.desk import reader
from lienthu.circulation.queries.holds import hold_of
from lienthu.circulation.queries.holds import kept as kept_for
from lienthu.circulation.queries.policies import terms_for
from lienthu.circulation.services import sending, transfers, trapping
from lienthu.circulation.services.desk_log import Desk, Watch
from lienthu.common import audit, stretches
from lienthu.common.access import allowed
from lienthu.common.transactions import in_turn
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.ledger import services as ledger
from lienthu.ledger.models import AgeBand, Kind
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Patron
from lienthu.patrons.rules import Refusal

Status = Copy.Status


def check_out(
    *, copy: Copy, patron: Patron, library: Organisation, site: Site | None, actor: User | None, at: datetime
) -> Loan:
    """Lend the copy, or raise LoanRefused with every reason at once. The loan keeps the terms it was made under."""
    return _check_out(copy, patron, Desk(library, site, actor, at), against=None)


def override_check_out(
    *,
    copy: Copy,
    patron: Patron,
    library: Organisation,
    site: Site | None,
    actor: User,
    at: datetime,
    reason: str,
) -> Loan:
    """Lend against every refusal that the actor may override there, saying why; the audit keeps both.

    Raises LoanRefused with those that remain.
    """
    return _check_out(copy, patron, Desk(library, site, actor, at), against=reason)


def book_check_out(
    *,
    copy: Copy,
    patron: Patron,
    library: Organisation,
    site: Site | None,
    actor: User,
    at: datetime,
    due_on: date | None,
    reason: str,
) -> Loan:
    """Write down a loan that was made where the hub could not be asked: against whatever anybody may override.

    `due_on` is what the reader was told, and holds. Raises LoanRefused with the refusals that nobody may override.
    """
    return _check_out(copy, patron, Desk(library, site, actor, at), against=reason, happened=True, due_on=due_on)


def _check_out(
    copy: Copy, patron: Patron, desk: Desk, *, against: str | None, happened: bool = False, due_on: date | None = None
) -> Loan:
    """What does not change from one second to the next is read before the turn, which is kept short; the copy's state
    and the patron's loans are read under it."""
    day = timezone.localdate(desk.at)
    held = copies.read(copy.pk)
    who = reader(patron.pk)
    material = queries.facts_of(held).kind
    terms = terms_for(library=desk.library.pk, category=who.category.code, material=material, on=day)
    standing = patron_rules.standing(who, day)
    due_at = rules.end_of(due_on) if due_on else _due(desk, terms)
    with in_turn():
        copies.lock_again(held)
        _lock_patron(who)
        hands = queries.hands_of(who.pk, material, desk.at)
        shelf = _shelf(held, desk, who.pk)
        case = rules.Case(shelf=shelf, hands=hands, terms=terms, standing=standing)
        overridden = _overridden(rules.against_check_out(case), desk, against, LoanRefused, happened=happened)
        watch = Watch(held)
        if shelf.kept and not shelf.kept.same_patron:
            trapping.lose_copy(held, desk, watch, against or "")
        loan = _new_loan(held, who, desk, terms, material, due_at)
        loan.overridden = overridden
        _insert(loan)
        if not desk.answers_for(held):
            _take_charge(held, desk, CopyMove.Cause.LENT_ELSEWHERE, loan)
        copies.set_status(copy=held, status=Status.ON_LOAN)
        fulfilled = trapping.fulfil(held, loan, desk, watch) if who.waits else None
        watch.write(DeskAction.Kind.CHECK_OUT, desk, loan=loan, hold=fulfilled)
        _record(loan, desk, "loan.made", {}, {"due": day_of(loan.due_at), "against": overridden}, against or "")
        _book(Kind.CHECK_OUT, loan, held, desk)
        if fulfilled:
            _book(Kind.HOLD_FILLED, loan, held, desk)
    copy.status = held.status
    return loan


@transaction.atomic
def book_past_loan(
    *,
    copy: Copy,
    patron: Patron,
    library: Organisation,
    site: Site | None,
    actor: User,
    at: datetime,
    until: datetime,
    reason: str,
) -> Loan:
    """Write down a loan that was over before the hub heard of it; the copy stays as it is.

    It counts as a check-out `at` and a check-in at `until`, when the copy was met elsewhere.
    """
    desk, ended = Desk(library, site, actor, at), Desk(library, site, actor, until)
    held = copies.lock(copy.pk)
    who = Patron.objects.select_related("category").get(pk=patron.pk)
    material = queries.facts_of(held).kind
    terms = terms_for(library=library.pk, category=who.category.code, material=material, on=timezone.localdate(at))
    loan = _new_loan(held, who, desk, terms, material, _due(desk, terms))
    loan.state, loan.closed_at, loan.closed_library, loan.closed_by = Loan.State.RETURNED, until, library, actor
    loan.save(force_insert=True)
    after: dict[str, object] = {"due": day_of(loan.due_at), "closed": day_of(until)}
    _record(loan, desk, "loan.made", {}, after, reason)
    _book(Kind.CHECK_OUT, loan, held, desk)
    _book(Kind.CHECK_IN, loan, held, ended)
    return loan


def _lock_patron(patron: Patron) -> None:
    """So that two desks do not each lend the last copy that is allowed. SQLite has one writer by itself."""
    if connection.features.has_select_for_update:
        rows = Patron.objects.select_for_update().values_list("pk")
        stretches.once(("reader under lock", patron.pk), lambda: rows.get(pk=patron.pk))


def _due(desk: Desk, terms: rules.Terms) -> datetime:
    """When a loan from this desk is due: never on a day when the place is closed."""
    calendar = opening(desk.library.pk, desk.site_id)
    return rules.due(on=timezone.localdate(desk.at), days=terms.number("loan_days"), calendar=calendar)


def _new_loan(copy: Copy, patron: Patron, desk: Desk, terms: rules.Terms, material: str, due_at: datetime) -> Loan:
    day = timezone.localdate(desk.at)
    return Loan(
        copy_id=copy.pk,
        patron_id=patron.pk,
        library_id=desk.library.pk,
        site_id=desk.site.pk if desk.site else None,
        category=patron.category.code,
        material=material,
        age_band=patron_rules.band_of(patron, day),
        checked_out_at=desk.at,
        checked_out_by_id=desk.actor.pk if desk.actor else None,
        due_at=due_at,
        policy=terms.snapshot(),
    )


def _insert(loan: Loan) -> None:
    queries.loan_changed(loan.copy_id)
    try:
        loan.save(force_insert=True)
    except IntegrityError as error:  # the table's own word, should a copy's status ever say less than it knows
        message = _("This copy is lent already. Take it back first.")
        raise LoanRefused([Refusal("already_lent", message, "")]) from error


def _shelf(copy: Copy, desk: Desk, patron: int | None) -> rules.Shelf:
    lent = None
    if copy.status in (Status.ON_LOAN, Status.LOST):
        loan = queries.open_loan_of(copy.pk)
        lent = queries.lent(loan, library=desk.library.pk, patron=patron) if loan else None
    hold = hold_of(copy.pk) if copy.status == Status.RESERVED else None
    kept = kept_for(hold, desk.library.pk, patron) if hold else None
    here = desk.answers_for(copy)
    return rules.Shelf(copy.status, here, "" if here else _name(copy.custodian_id), lent, kept)


def _name(organisation: int) -> str:
    return federation.short_names([organisation], timezone.localdate())[organisation]


def _overridden(
    refusals: Sequence[Refusal],
    desk: Desk,
    against: str | None,
    refused: type[LoanRefused] | type[RenewalRefused] | type[ReturnRefused],
    *,
    happened: bool = False,
) -> list[str]:
    """The codes of refusals that are overridden; raises with those that are not, or all when none is asked for.

    What `happened` already is refused only where nobody may override.
    """
    if not refusals:
        return []
    if happened:
        left = [each for each in refusals if not each.overridable_by]
        if left:
            raise refused(left)
        return [each.code for each in refusals]
    if against is None or desk.actor is None:
        raise refused(refusals)
    if not against.strip():
        raise refused([Refusal("no_reason", _("Write down why it is done all the same."), rules.OVERRIDE)])
    may = {action: allowed(desk.actor, action, desk.library) for action in {each.overridable_by for each in refusals}}
    left = [each for each in refusals if not each.overridable_by or not may[each.overridable_by]]
    if left:
        raise refused(left)
    return [each.code for each in refusals]


def _take_charge(copy: Copy, desk: Desk, cause: CopyMove.Cause, thing: Loan | Transfer) -> None:
    """The copy is at this desk's library now, and in its charge."""
    to = copies.whereabouts(copy)._replace(custodian=desk.library.pk, place=desk.site.pk if desk.site else None)
    copies.move(copy=copy, to=to, cause=cause, actor=desk.actor, at=desk.at, thing=thing)


def _record(
    loan: Loan,
    desk: Desk,
    action: str,
    before: dict[str, object],
    after: dict[str, object],
    reason: str = "",
) -> None:
    audit.record(
        actor=desk.actor, at=desk.at, action=action, thing=loan, before=before or None, after=after, reason=reason
    )


def _book(kind: Kind, loan: Loan, copy: Copy, desk: Desk) -> None:
    activity = ledger.Activity(
        kind=kind,
        at=desk.at,
        owner=copy.owner_id,
        host=desk.library.pk,
        site=desk.site_id,
        age_band=AgeBand(loan.age_band),
        material=loan.material,
        thing=loan,
    )
    ledger.append(activity, actor=desk.actor)


def day_of(at: datetime) -> str:
    return timezone.localdate(at).isoformat()


def renew(*, loan: Loan, library: Organisation, site: Site | None, actor: User | None, at: datetime) -> Loan:
    """Lend on from today, or raise RenewalRefused with every reason at once."""
    return _renew(loan, Desk(library, site, actor, at), against=None)


def override_renewal(
    *, loan: Loan, library: Organisation, site: Site | None, actor: User, at: datetime, reason: str
) -> Loan:
    """Renew against every refusal that the actor may override there, saying why."""
    return _renew(loan, Desk(library, site, actor, at), against=reason)


def book_renewal(
    *,
    loan: Loan,
    library: Organisation,
    site: Site | None,
    actor: User,
    at: datetime,
    due_on: date | None,
    reason: str,
) -> Loan:
    """Write down a renewal that was made where the hub could not be asked; as `book_check_out`."""
    return _renew(loan, Desk(library, site, actor, at), against=reason, happened=True, due_on=due_on)


def _renew(loan: Loan, desk: Desk, *, against: str | None, happened: bool = False, due_on: date | None = None) -> Loan:
    day = timezone.localdate(desk.at)
    with in_turn():
        copy = copies.lock(loan.copy_id)
        held = _open(loan)
        patron = held.patron
        if held.state != Loan.State.LENT or patron is None:
            message = _("A copy that is marked as lost or said to be returned is not renewed. Take it back first.")
            raise RenewalRefused([Refusal("not_with_the_patron", message, "")])
        terms = terms_for(library=held.library_id, category=held.category, material=held.material, on=day)
        due_at = rules.end_of(due_on) if due_on else _due(desk, terms)
        refusals = rules.against_renewal(
            renewals=held.renewals,
            terms=terms,
            standing=patron_rules.standing(patron, day),
            later=due_at > held.due_at,
        )
        overridden = _overridden(refusals, desk, against, RenewalRefused, happened=happened)
        watch, before = Watch(copy, held), day_of(held.due_at)
        held.due_at, held.renewals = due_at, held.renewals + 1
        held.overridden = [*held.overridden, *overridden]
        held.save(update_fields=("due_at", "renewals", "overridden"))
        queries.loan_changed(copy.pk)
        watch.write(DeskAction.Kind.RENEWAL, desk)
        after: dict[str, object] = {"due": day_of(due_at), "against": overridden}
        _record(held, desk, "loan.renewed", {"due": before}, after, against or "")
        _book(Kind.RENEWAL, held, copy, desk)
    return held


def _open(loan: Loan) -> Loan:
    """The loan as it is now, under lock; raises RenewalRefused when it is over."""
    held = (
        Loan.objects.open()
        .select_for_update(of=("self",))
        .select_related("patron__category")
        .filter(pk=loan.pk)
        .first()
    )
    if held is None:
        raise RenewalRefused([Refusal("returned", _("This loan is over: the copy was taken back."), "")])
    return held


class Renewal(NamedTuple):
    """What came of renewing one of a patron's loans; `refusals` is empty when it was renewed."""

    loan: Loan
    refusals: tuple[Refusal, ...]


def renew_all(
    *, patron: Patron, library: Organisation, site: Site | None, actor: User | None, at: datetime
) -> list[Renewal]:
    """Renew whatever can be of what the patron has from this library, each by itself."""
    found = []
    for loan in queries.open_loans_of(patron).filter(library=library):
        try:
            found.append(Renewal(renew(loan=loan, library=library, site=site, actor=actor, at=at), ()))
        except RenewalRefused as refusal:
            found.append(Renewal(loan, refusal.refusals))
    return found


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
            raise ReturnRefused([Refusal("return_there", message % {"library": _name(home)}, rules.LEND)])
    watch, was = Watch(copy, loan), loan.state
    loan.state, loan.closed_at, loan.closed_library_id = Loan.State.RETURNED, desk.at, desk.library.pk
    loan.closed_by_id = desk.actor.pk if desk.actor else None
    loan.save(update_fields=("state", "closed_at", "closed_library", "closed_by"))
    queries.loan_changed(copy.pk)
    fee = _late_fee(loan, desk)
    waits = trapping.claim(copy, watch, timezone.localdate(desk.at), in_hand=True)
    if ours:
        _put_back(copy, desk, loan)
    else:
        _take_charge(copy, desk, CopyMove.Cause.RETURNED_ELSEWHERE, loan)
    carried = trapping.carry(waits, copy, desk, watch, came_from=home) if waits else None
    transfer = carried.transfer if carried else _sent_home(copy, home, desk)
    status = carried.status if carried else Status.IN_TRANSIT if transfer else Status.AVAILABLE
    copies.set_status(copy=copy, status=status)
    made = {"fees": [fee.pk] if fee else [], "transfer": transfer.pk if transfer else None}
    hold = carried.hold if carried else None
    action = watch.write(DeskAction.Kind.CHECK_IN, desk, hold=hold, made=made)
    _record(loan, desk, "loan.ended", {"state": was}, {"state": loan.state, "closed": day_of(desk.at)})
    _book(Kind.CHECK_IN, loan, copy, desk)
    if transfer:
        sending.book(Kind.TRANSFER_SENT, transfer, copy, desk)
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
    audit.record(
        actor=desk.actor,
        at=desk.at,
        action="copy.found" if lost else "copy.taken_back",
        thing=copy,
        before={"status": before},
        after={"status": copy.status},
    )
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
        sending.book(Kind.TRANSFER_SENT, transfer, copy, desk)
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
        sending.book(Kind.TRANSFER_SENT, transfer, copy, desk)
    return action


def _not_out(copy: Copy, transfer: Transfer | None, desk: Desk) -> Refusal | None:
    if transfer is not None:
        message = _("This copy is on its way to %(library)s. Send it on.") % {"library": _name(transfer.receiver_id)}
        return Refusal("on_its_way", message, "")
    if not desk.answers_for(copy):
        message = _("This copy is in the charge of %(library)s and is not on loan. Send it there.")
        return Refusal("not_here", message % {"library": _name(copy.custodian_id)}, "")
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
