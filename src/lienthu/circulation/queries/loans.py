"""Loans as desks and pages need them."""

from datetime import datetime

from django.db.models import QuerySet, Sum
from django.utils import timezone

from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.circulation import rules
from lienthu.circulation.models import Fee, Loan, Transfer
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


def open_loans_of(patron: Patron) -> QuerySet[Loan]:
    """What the patron has now, what is due first in front, with the copies and their records."""
    loans = Loan.objects.open().filter(patron=patron).select_related("copy__record", "checked_out_by")
    return loans.order_by("due_at", "pk")


def hands_of(patron: int, material: str, at: datetime) -> rules.Hands:
    """How many copies the patron has, of this kind, and overdue. One query."""
    held = list(Loan.objects.open().filter(patron=patron).order_by().values_list("material", "due_at"))
    return rules.Hands(
        loans=len(held),
        of_kind=sum(kind == material for kind, _due in held),
        overdue=sum(due < at for _kind, due in held),
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
