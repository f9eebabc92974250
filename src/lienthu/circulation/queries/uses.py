"""When copies were used, or lost: for weeding, which asks of a whole library at once."""

from datetime import date

from django.db.models import Max
from django.utils import timezone

from lienthu.circulation.models import DeskAction, Loan
from lienthu.federation.models import Organisation


def last_uses(owner: Organisation) -> dict[int, date]:
    """The day of the last loan or use in the house of each of the owner's copies that was ever used, by copy id.

    Loans that were undone are no use. Three queries.
    """
    made = Loan.objects.filter(copy__owner=owner).exclude(state=Loan.State.UNDONE).order_by()
    lent = made.values_list("copy").annotate(last=Max("checked_out_at"))
    back = made.exclude(closed_at=None).values_list("copy").annotate(last=Max("closed_at"))
    read = (
        DeskAction.objects.filter(copy__owner=owner, kind=DeskAction.Kind.IN_HOUSE_USE, undone_at=None)
        .order_by()
        .values_list("copy")
        .annotate(last=Max("at"))
    )
    found: dict[int, date] = {}
    for rows in (lent, back, read):
        for copy, last in rows:
            day = timezone.localdate(last)
            found[copy] = max(found.get(copy, day), day)
    return found


def losses(owner: Organisation) -> dict[int, date]:
    """The day on which each of the owner's copies was last marked as lost here, by copy id."""
    marked = DeskAction.objects.filter(copy__owner=owner, kind=DeskAction.Kind.LOST, undone_at=None).order_by()
    return {copy: timezone.localdate(at) for copy, at in marked.values_list("copy").annotate(last=Max("at"))}


def first_use(library: Organisation) -> date | None:
    """The day of the first loan that the library made here; uses before it are not known."""
    first = Loan.objects.filter(library=library).order_by("id").values_list("checked_out_at", flat=True).first()
    return timezone.localdate(first) if first else None
