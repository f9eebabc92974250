"""Once a day: readers whose books are due soon or overdue. Each is told once at each step, however often this runs."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from lienthu.circulation import rules
from lienthu.circulation.models import Loan
from lienthu.circulation.queries import loans as queries
from lienthu.circulation.services import telling
from lienthu.federation.models import Organisation
from lienthu.notices import kinds
from lienthu.notices import rules as notice_rules
from lienthu.notices import services as notices
from lienthu.notices.queries.terms import laid_down


def remind_everywhere(*, at: datetime, met: Callable[[], None] = lambda: None) -> dict[str, int]:
    """All libraries that have something on loan, one transaction each; how many notices of each kind were queued."""
    found = {telling.DUE_SOON: 0, telling.OVERDUE: 0}
    lending = Loan.objects.open().order_by().values("library").distinct()
    for library in Organisation.objects.filter(pk__in=lending).order_by("pk"):
        found[telling.DUE_SOON] += remind_before_due(library=library, at=at)
        found[telling.OVERDUE] += remind_overdue(library=library, at=at)
        met()
    return found


def remind_before_due(*, library: Organisation, at: datetime) -> int:
    """Whoever has what is due within the days that the library laid down, from tomorrow on."""
    day = timezone.localdate(at)
    laid, kind = laid_down(library, day), kinds.kind_of(telling.DUE_SOON)
    days = laid.days(kind)
    if not days or not laid.is_on(kind):
        return 0
    tomorrow = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    rows = queries.due_between(library, tomorrow, tomorrow + timedelta(days=max(days)))
    new = (telling.new_due_soon(loan) for loan in _with_patron(rows.filter(state=Loan.State.LENT).iterator(500)))
    return notices.queue_all(kind=telling.DUE_SOON, library=library, new=new, actor=None, at=at)


def remind_overdue(*, library: Organisation, at: datetime) -> int:
    """Whoever has something overdue, at the highest step that it has reached."""
    laid, kind = laid_down(library, timezone.localdate(at)), kinds.kind_of(telling.OVERDUE)
    steps = laid.days(kind)
    if not steps or not laid.is_on(kind):
        return 0
    late = _with_patron(queries.overdue(library, at).filter(state=Loan.State.LENT).iterator(500))
    reached = ((loan, notice_rules.step_of(rules.days_overdue(loan.due_at, at), steps)) for loan in late)
    new = (telling.new_overdue(loan, step, at) for loan, step in reached if step is not None)
    return notices.queue_all(kind=telling.OVERDUE, library=library, new=new, actor=None, at=at)


def _with_patron(loans: Iterator[Loan]) -> Iterator[Loan]:
    return (loan for loan in loans if loan.patron is not None)
