"""Lending on: one loan, or whatever can be of what a patron has."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.services import copies
from lienthu.circulation import rules
from lienthu.circulation.errors import RenewalRefused
from lienthu.circulation.models import DeskAction, Loan
from lienthu.circulation.queries import loans as queries
from lienthu.circulation.queries.policies import terms_for
from lienthu.circulation.services import desk_log
from lienthu.circulation.services.desk_log import Desk, Watch
from lienthu.circulation.services.loans import alike
from lienthu.circulation.services.loans.alike import day_of
from lienthu.common import prepared
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.ledger.models import Kind
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Patron
from lienthu.patrons.rules import Refusal


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
        due_at = rules.end_of(due_on) if due_on else alike.due(desk, terms)
        refusals = rules.against_renewal(
            renewals=held.renewals,
            terms=terms,
            standing=patron_rules.standing(patron, day),
            later=due_at > held.due_at,
        )
        overridden = alike.overridden(refusals, desk, against, RenewalRefused, happened=happened)
        watch, before = Watch(copy, held), day_of(held.due_at)
        held.due_at, held.renewals = due_at, held.renewals + 1
        held.overridden = [*held.overridden, *overridden]
        prepared.update(held, "due_at", "renewals", "overridden")
        queries.loan_changed(copy.pk)
        watch.write(DeskAction.Kind.RENEWAL, desk)
        after: dict[str, object] = {"due": day_of(due_at), "against": overridden}
        desk_log.record(held, desk, "loan.renewed", {"due": before}, after, against or "")
        desk_log.book(Kind.RENEWAL, held, copy, desk)
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
