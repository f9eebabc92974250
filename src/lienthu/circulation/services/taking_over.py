"""Open loans and holds that a library brings from its old system: they began there, and end here like any other.

No check-out is booked in the ledger and no desk action is logged: the old system has counted the loan on its day. A
later renewal or return happens here and counts here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy
from lienthu.catalogue.services import copies
from lienthu.circulation import rules
from lienthu.circulation.errors import HoldRefused, LoanRefused
from lienthu.circulation.models import Hold, Loan
from lienthu.circulation.queries import loans as queries
from lienthu.circulation.queries.policies import terms_for
from lienthu.common import audit
from lienthu.common.models import AuditEntry
from lienthu.federation.models import Organisation, Site
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Patron
from lienthu.patrons.rules import Refusal

LENT_AT = time(0, 0)  # the hour of the old loan is not known: no return here may come before it
DUE_AT = time(23, 59, 59)
FREE = frozenset((Copy.Status.AVAILABLE, Copy.Status.ON_LOAN, Copy.Status.IN_PROCESS, Copy.Status.RESERVED))


@dataclass(frozen=True, kw_only=True)
class OldLoan:
    """A loan of the old system. `due_on` None: as long after `lent_on` as the policy here says."""

    copy: int
    patron: int
    lent_on: date
    due_on: date | None = None
    renewals: int = 0


@dataclass(frozen=True, kw_only=True)
class OldHold:
    """A hold of the old system, on a title that leads its merge."""

    title: int
    patron: int
    library: Organisation
    site: Site | None
    placed_on: date
    expires_on: date | None = None


Outcome = Loan | LoanRefused


@transaction.atomic
def take_over(*, library: Organisation, loans: Sequence[OldLoan], actor: User | None, at: datetime) -> list[Outcome]:
    """Begin the loans as they stand, each on its own: a wrong one comes back with its reasons, the others are begun.

    The terms are those of today's policies: fees for lateness, renewals. Copies are locked before patrons are read.
    """
    rows = Copy.objects.select_for_update(of=("self",)).select_related("record").order_by("pk")
    held = rows.in_bulk([each.copy for each in loans])
    people = Patron.objects.select_related("category").in_bulk([each.patron for each in loans])
    open_now = {each.copy_id: each for each in Loan.objects.open().filter(copy__in=held)}
    terms: dict[tuple[str, str], rules.Terms] = {}
    outcomes: list[Outcome] = []
    fresh: list[Loan] = []
    for each in loans:
        copy, patron = held[each.copy], people[each.patron]
        if refusals := _against(copy, patron, open_now.get(copy.pk), library):
            outcomes.append(LoanRefused(refusals))
            continue
        material = queries.facts_of(copy).kind
        place = (patron.category.code, material)
        if place not in terms:
            terms[place] = terms_for(
                library=library.pk, category=place[0], material=material, on=timezone.localdate(at)
            )
        loan = _loan(each, copy, patron, library, terms[place], material)
        open_now[copy.pk] = loan
        fresh.append(loan)
        outcomes.append(loan)
    Loan.objects.bulk_create(fresh, batch_size=500)
    for loan in fresh:
        copies.set_status(copy=held[loan.copy_id], status=Copy.Status.ON_LOAN)
    AuditEntry.objects.bulk_create(
        [
            audit.entry(
                actor=actor, at=at, action="loan.taken_over", thing=loan, before=None,
                after={"lent": timezone.localdate(loan.checked_out_at), "due": timezone.localdate(loan.due_at)},
            )
            for loan in fresh
        ],
        batch_size=500,
    )  # fmt: skip
    return outcomes


@transaction.atomic
def take_over_holds(*, holds: Sequence[OldHold], actor: User | None, at: datetime) -> list[Hold | HoldRefused]:
    """Put the readers into the queues in this order, behind who waits here already; wrong ones come back with reasons.

    No copy is chosen yet: the chore that looks after holds does it, as for copies that come free unseen.
    """
    people = Patron.objects.select_related("category").in_bulk([each.patron for each in holds])
    waiting = set(
        Hold.objects.open().filter(patron__in=people, title__in={each.title for each in holds})
        .values_list("patron", "title")
    )  # fmt: skip
    lent = Loan.objects.open().filter(patron__in=people, copy__record__title__in={each.title for each in holds})
    on_loan = set(lent.values_list("patron", "copy__record__title"))
    outcomes: list[Hold | HoldRefused] = []
    for each in holds:
        who = (each.patron, each.title)
        refusals = _against_hold(people[each.patron], waiting=who in waiting, on_loan=who in on_loan)
        if refusals:
            outcomes.append(HoldRefused(refusals))
            continue
        hold = Hold.objects.create(
            title_id=each.title, patron_id=each.patron, library=each.library, site=each.site,
            placed_at=_moment(each.placed_on, LENT_AT), expires_on=each.expires_on,
        )  # fmt: skip
        hold.rank = hold.pk
        hold.save(update_fields=("rank",))
        waiting.add(who)
        after = {"placed": each.placed_on, "library": each.library.code}
        audit.record(actor=actor, at=at, action="hold.taken_over", thing=hold, before=None, after=after)
        outcomes.append(hold)
    return outcomes


def _against_hold(patron: Patron, *, waiting: bool, on_loan: bool) -> list[Refusal]:
    found: list[Refusal] = []
    if patron.state != Patron.State.ACTIVE:
        found.append(Refusal("not_a_patron", _("This person is no longer a patron of the library."), ""))
    if waiting:
        found.append(Refusal("held_already", _("The reader has a hold on this title already."), ""))
    if on_loan:
        found.append(Refusal("on_loan", _("The reader has a copy of this title on loan already."), ""))
    return found


@transaction.atomic
def correct_due(*, loan: Loan, due_on: date, actor: User | None, at: datetime) -> None:
    """Another day on which a loan that was taken over is due, as the old system says it now."""
    held = Loan.objects.open().select_for_update().get(pk=loan.pk)
    before = timezone.localdate(held.due_at)
    held.due_at = _moment(due_on, DUE_AT)
    held.save(update_fields=("due_at",))
    audit.record(
        actor=actor, at=at, action="loan.due_corrected", thing=held, before={"due": before}, after={"due": due_on}
    )


def _against(copy: Copy, patron: Patron, open_loan: Loan | None, library: Organisation) -> list[Refusal]:
    found: list[Refusal] = []
    if patron.state != Patron.State.ACTIVE:
        found.append(Refusal("not_a_patron", _("This person is no longer a patron of the library."), ""))
    if open_loan is not None:
        message = _(
            "The copy %(copy)s is lent to somebody else already; take it back first, or strike out one of the two."
        )
        found.append(Refusal("already_lent", message % {"copy": copy}, ""))
    elif copy.status not in FREE:
        message = _("The copy %(copy)s cannot be on loan: it is said to be “%(status)s”.")
        found.append(Refusal("not_free", message % {"copy": copy, "status": copy.get_status_display()}, ""))
    if copy.custodian_id != library.pk:
        message = _("The copy %(copy)s is in the charge of another library.") % {"copy": copy}
        found.append(Refusal("elsewhere", message, ""))
    return found


def _loan(old: OldLoan, copy: Copy, patron: Patron, library: Organisation, terms: rules.Terms, material: str) -> Loan:
    due_at = (
        _moment(old.due_on, DUE_AT)
        if old.due_on
        else _moment(old.lent_on + timedelta(days=terms.number("loan_days")), DUE_AT)
    )
    return Loan(
        copy_id=copy.pk,
        patron_id=patron.pk,
        library_id=library.pk,
        category=patron.category.code,
        material=material,
        age_band=patron_rules.band_of(patron, old.lent_on),
        checked_out_at=_moment(old.lent_on, LENT_AT),
        due_at=due_at,
        renewals=old.renewals,
        policy=terms.snapshot(),
    )


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
