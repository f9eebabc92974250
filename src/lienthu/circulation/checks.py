"""What must always hold of lending (`lienthu check`): copies' states agree with open loans, transfers and holds."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from lienthu.catalogue.models import Copy, CopyMove
from lienthu.circulation.models import DueShift, Hold, Loan, ShiftedLoan, Transfer

SHOWN = 20
Status, State = Copy.Status, Loan.State


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    yield from _loans()
    yield from _transfers()
    yield from _holds()
    yield from _shifts()


def _loans() -> Iterator[str]:
    agree = Q(state__in=(State.LENT, State.CLAIMED), copy__status=Status.ON_LOAN) | Q(
        state=State.LOST, copy__status=Status.LOST
    )
    for loan in Loan.objects.open().exclude(agree).select_related("copy")[:SHOWN]:
        yield f"Loan {loan.pk} is open ({loan.state}) and its copy {loan.copy_id} says: {loan.copy.status}."
    lent = Exists(Loan.objects.open().filter(copy=OuterRef("pk")))
    # What a member's own file calls lent is no loan of ours.
    for copy in Copy.objects.filter(~lent, status=Status.ON_LOAN, status_kept_here=True)[:SHOWN]:
        yield f"Copy {copy.pk} is on loan and no loan of it is open."
    twice = Loan.objects.open().order_by().values("copy").annotate(n=Count("pk")).filter(n__gt=1)
    for row in twice[:SHOWN]:
        yield f"Copy {row['copy']} has {row['n']} open loans."
    gone = Loan.objects.open().filter(patron=None)
    for loan in gone[:SHOWN]:
        yield f"Loan {loan.pk} is open and nobody has it."
    late = Loan.objects.filter(closed_at__lt=F("checked_out_at"))
    for loan in late[:SHOWN]:
        yield f"Loan {loan.pk} ended before it began."


def _transfers() -> Iterator[str]:
    under_way = Transfer.objects.filter(closed_at=None)
    for transfer in under_way.exclude(copy__status=Status.IN_TRANSIT, copy__custodian=F("sender"))[:SHOWN]:
        yield f"Transfer {transfer.pk} is under way, and its copy {transfer.copy_id} is not on its way from the sender."
    sent = Exists(under_way.filter(copy=OuterRef("pk")))
    # What travels in a set has no transfer of its own: its last move says that it was sent.
    last = CopyMove.objects.filter(copy=OuterRef("pk")).order_by("-id").values("cause")[:1]
    astray = Copy.objects.filter(~sent, status=Status.IN_TRANSIT).annotate(last=Subquery(last))
    for copy in astray.filter(Q(last=None) | ~Q(last=CopyMove.Cause.SENT))[:SHOWN]:
        yield f"Copy {copy.pk} is on its way and no transfer of it is open."


def _holds() -> Iterator[str]:
    waiting, ready, sent = Hold.State.WAITING, Hold.State.READY, Hold.State.IN_TRANSIT
    under_way = Exists(Transfer.objects.filter(copy=OuterRef("copy"), receiver=OuterRef("library"), closed_at=None))
    agree = (
        Q(state=waiting, copy=None)
        | Q(state=waiting, copy__status=Status.RESERVED)
        | Q(state=ready, copy__status=Status.RESERVED, copy__custodian=F("library"))
        | Q(state=sent, copy__status=Status.RESERVED, copy__custodian=F("library"))
        | Q(under_way, state=sent, copy__status=Status.IN_TRANSIT)
    )
    open_ones = Hold.objects.open()
    for hold in open_ones.exclude(pk__in=open_ones.filter(agree).values("pk")).select_related("copy")[:SHOWN]:
        says = f"{hold.copy_id} says: {hold.copy.status}" if hold.copy else "is not there"
        yield f"Hold {hold.pk} is {hold.state} and its copy {says}."
    for hold in open_ones.filter(copy__in=Loan.objects.open().values("copy"))[:SHOWN]:
        yield f"Hold {hold.pk} is to be served by copy {hold.copy_id}, which is on loan."
    twice = open_ones.exclude(copy=None).order_by().values("copy").annotate(n=Count("pk")).filter(n__gt=1)
    for row in twice[:SHOWN]:
        yield f"Copy {row['copy']} serves {row['n']} holds."
    for hold in Hold.objects.filter(state=Hold.State.FULFILLED, loan=None)[:SHOWN]:
        yield f"Hold {hold.pk} was fetched and no loan of it is known."
    ranks = open_ones.order_by().values("rank").annotate(n=Count("pk")).filter(n__gt=1)
    for both in ranks[:SHOWN]:
        yield f"{both['n']} open holds stand at one place of the queue ({both['rank']})."


def _shifts() -> Iterator[str]:
    """No shift makes a loan shorter, and one that is undone has looked at every loan it moved."""
    wrong = ShiftedLoan.objects.filter(due_after__lt=F("due_before"))
    for row in wrong[:SHOWN]:
        yield f"Shift {row.shift_id} made loan {row.loan_id} shorter."
    left = ShiftedLoan.objects.filter(shift__state=DueShift.State.UNDONE, outcome=ShiftedLoan.Outcome.SHIFTED)
    for row in left[:SHOWN]:
        yield f"Shift {row.shift_id} is undone, and loan {row.loan_id} was not looked at."
