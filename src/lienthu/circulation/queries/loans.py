"""Loans as desks and pages need them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils import timezone

from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.circulation import rules
from lienthu.circulation.models import Fee, Loan, Transfer
from lienthu.common import stretches
from lienthu.common.prepared import Read, cursor
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.marc.facts import Facts
from lienthu.patrons.models import Patron

PEOPLE = ("copy__record", "patron", "checked_out_by")


def facts_of(copy: Copy) -> Facts:
    """What the member's record says of the copy; `copy` must have been read with its record."""
    return facts_from_json(copy.record.facts)


def open_loan_of(copy: int) -> Loan | None:
    """The open loan of a copy, with the patron, their category and who lent it."""
    return Loan.objects.open().filter(copy=copy).select_related("patron__category", "checked_out_by").first()


def locked_loan_of(copy: int) -> Loan | None:
    """The open loan of a copy that is under lock, and the loan with it. Whoever changes it in a stretch of acts must
    `loan_changed`."""
    return stretches.once(_key(copy), lambda: _LOCKED.first(copy))


def loan_changed(copy: int) -> None:
    stretches.forget(_key(copy))


def loans_ahead(copies: Iterable[int]) -> None:
    """Before the acts of a stretch that are about these copies."""
    found = _locked(copies)
    for copy in copies:
        stretches.keep(_key(copy), found.get(copy))


def _key(copy: int) -> tuple[str, int]:
    return "open loan", copy


def _locked(copies: Iterable[int]) -> dict[int, Loan]:
    return {loan.copy_id: loan for loan in _locking().filter(copy__in=copies)}


def _locking() -> QuerySet[Loan]:
    return Loan.objects.open().select_for_update(of=("self",)).order_by("pk")


_LOCKED: Final = Read(lambda copy: _locking().filter(copy=copy), int)


def open_loans_of(patron: Patron) -> QuerySet[Loan]:
    """What the patron has now, what is due first in front, with the copies and their records."""
    return _open_loans(patron.pk)


def _open_loans(patron: int) -> QuerySet[Loan]:
    loans = Loan.objects.open().filter(patron=patron).select_related("copy__record", "checked_out_by")
    return loans.order_by("due_at", "pk")


def loans_beside(patron: Patron, library: Organisation) -> list[Loan]:
    """What the patron has now from the library, what is due first in front."""
    return _BESIDE(patron.pk, library.pk)


_BESIDE: Final = Read(lambda patron, library: _open_loans(patron).filter(library=library), int, int)


def hands_of(patron: int, material: str, at: datetime) -> rules.Hands:
    """How many copies the patron has, of this kind, and overdue. One query."""
    with cursor() as opened:
        opened.execute(_HANDS, [material, connection.ops.adapt_datetimefield_value(at), patron])
        loans, of_kind, overdue = opened.fetchone()
    return rules.Hands(loans=loans, of_kind=of_kind, overdue=overdue)


# Written out, for it is asked for every loan: the ORM takes longer to write it than the database to answer.
_HANDS = (
    "SELECT COUNT(*), COUNT(CASE WHEN material = %s THEN 1 END), COUNT(CASE WHEN due_at < %s THEN 1 END) "  # noqa: S608 our names
    f"FROM {Loan._meta.db_table} WHERE closed_at IS NULL AND patron_id = %s"
)


def lent(loan: Loan, *, library: int, patron: int | None = None) -> rules.Lent:
    """The loan as the desk of `library` may be told of it."""
    where = federation.short_names([loan.library_id], timezone.localdate())[loan.library_id]
    ours = loan.library_id == library and loan.patron is not None
    return rules.Lent(
        at=loan.checked_out_at,
        by=str(loan.checked_out_by or ""),
        where=where,
        to=str(loan.patron) if ours else "",
        same_patron=loan.patron_id is not None and loan.patron_id == patron,
    )


def overdue(library: Organisation, at: datetime) -> QuerySet[Loan]:
    """What the library lent and should have back by now, longest overdue first."""
    loans = Loan.objects.open().filter(library=library, due_at__lt=at).select_related(*PEOPLE)
    return loans.order_by("due_at", "pk")


def due_between(library: Organisation, since: datetime, until: datetime) -> QuerySet[Loan]:
    """What the library lent that is due in this time, earliest first."""
    loans = Loan.objects.open().filter(library=library, due_at__gte=since, due_at__lt=until).select_related(*PEOPLE)
    return loans.order_by("due_at", "pk")


def last_loans_of(patron: Patron, limit: int = 20) -> QuerySet[Loan]:
    """What the patron returned, last first: kept only as long as the law and their own wish allow."""
    loans = Loan.objects.filter(patron=patron).exclude(closed_at=None).exclude(state=Loan.State.UNDONE)
    return loans.select_related("copy__record").order_by("-id")[:limit]


def fees_due(patron: Patron) -> int:
    """What the patron owes, in đồng."""
    found: int | None = Fee.objects.filter(patron=patron, settled="").aggregate(sum=Sum("amount"))["sum"]
    return found or 0


def open_fees(patron: Patron) -> QuerySet[Fee]:
    return Fee.objects.filter(patron=patron, settled="").select_related("loan__copy__record")


def fees_of(patron: Patron) -> QuerySet[Fee]:
    """Every fee that is still known to be the patron's, last first."""
    return Fee.objects.filter(patron=patron).select_related("loan__copy")


def transfers(library: Organisation) -> tuple[QuerySet[Transfer], QuerySet[Transfer]]:
    """What is on its way to the library, and what it sent and has not been taken in yet."""
    open_ones = Transfer.objects.filter(closed_at=None).select_related("copy__record", "sender", "receiver")
    return open_ones.filter(receiver=library), open_ones.filter(sender=library)


def open_transfer_of(copy: int) -> Transfer | None:
    return Transfer.objects.filter(copy=copy, closed_at=None).first()
