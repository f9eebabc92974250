"""Lending a copy: what is asked before the turn, what is decided and written in it."""

from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.calendars.queries import current
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.circulation import rules
from lienthu.circulation.errors import LoanRefused
from lienthu.circulation.models import DeskAction, Loan
from lienthu.circulation.queries import loans as queries
from lienthu.circulation.queries.desk import reader
from lienthu.circulation.queries.holds import hold_of
from lienthu.circulation.queries.holds import kept as kept_for
from lienthu.circulation.queries.policies import terms_for
from lienthu.circulation.services import desk_log, trapping
from lienthu.circulation.services.desk_log import Desk, Watch
from lienthu.circulation.services.loans import alike
from lienthu.circulation.services.loans.alike import day_of
from lienthu.common import prepared, stretches
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.ledger.models import Kind
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
    kept = current(who.stamp)
    terms = terms_for(library=desk.library.pk, category=who.category.code, material=material, on=day, kept=kept)
    standing = patron_rules.standing(who, day)
    due_at = rules.end_of(due_on) if due_on else alike.due(desk, terms, kept)
    with in_turn():
        copies.lock_again(held)
        _lock_patron(who)
        hands = queries.hands_of(who.pk, material, desk.at)
        shelf = _shelf(held, desk, who.pk)
        case = rules.Case(shelf=shelf, hands=hands, terms=terms, standing=standing)
        overridden = alike.overridden(rules.against_check_out(case), desk, against, LoanRefused, happened=happened)
        watch = Watch(held)
        if shelf.kept and not shelf.kept.same_patron:
            trapping.lose_copy(held, desk, watch, against or "")
        loan = _new_loan(held, who, desk, terms, material, due_at)
        loan.overridden = overridden
        _insert(loan)
        if not desk.answers_for(held):
            alike.take_charge(held, desk, CopyMove.Cause.LENT_ELSEWHERE, loan)
        copies.set_status(copy=held, status=Status.ON_LOAN)
        fulfilled = trapping.fulfil(held, loan, desk, watch) if who.waits else None
        watch.write(DeskAction.Kind.CHECK_OUT, desk, loan=loan, hold=fulfilled)
        desk_log.record(
            loan, desk, "loan.made", None, {"due": day_of(loan.due_at), "against": overridden}, against or ""
        )
        desk_log.book(Kind.CHECK_OUT, loan, held, desk)
        if fulfilled:
            desk_log.book(Kind.HOLD_FILLED, loan, held, desk)
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
    loan = _new_loan(held, who, desk, terms, material, alike.due(desk, terms))
    loan.state, loan.closed_at = Loan.State.RETURNED, until
    loan.closed_library_id, loan.closed_by_id = library.pk, actor.pk
    prepared.insert(loan)
    after: dict[str, object] = {"due": day_of(loan.due_at), "closed": day_of(until)}
    desk_log.record(loan, desk, "loan.made", None, after, reason)
    desk_log.book(Kind.CHECK_OUT, loan, held, desk)
    desk_log.book(Kind.CHECK_IN, loan, held, ended)
    return loan


def _lock_patron(patron: Patron) -> None:
    """So that two desks do not each lend the last copy that is allowed. SQLite has one writer by itself."""
    if connection.features.has_select_for_update:
        stretches.once(("reader under lock", patron.pk), lambda: _LOCKED(patron.pk))


_LOCKED: Final = prepared.Read(
    lambda patron: Patron.objects.select_for_update().filter(pk=patron).values_list("pk"), int
)


def _new_loan(copy: Copy, patron: Patron, desk: Desk, terms: rules.Terms, material: str, due_at: datetime) -> Loan:
    day = timezone.localdate(desk.at)
    return prepared.new(
        Loan,
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
        prepared.insert(loan)
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
    return rules.Shelf(copy.status, here, "" if here else alike.name(copy.custodian_id), lent, kept)
