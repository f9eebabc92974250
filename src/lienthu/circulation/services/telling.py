"""What lending tells readers, one occasion a function: each notes a notice with the facts as a reader reads them.

Which occasions there are, and what their facts are called, is declared in `apps.py`; how they read is in `letters/`.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.circulation import rules
from lienthu.circulation.models import Loan
from lienthu.circulation.queries.desk import heading_of
from lienthu.federation.models import Organisation
from lienthu.notices import services as notices
from lienthu.notices.models import Notice
from lienthu.notices.queries import letters
from lienthu.patrons.models import Patron

HOLD_READY: Final = "hold_ready"
HOLD_EXPIRED: Final = "hold_expired"
HOLD_CANCELLED: Final = "hold_cancelled"
DUE_SOON: Final = "due_soon"
OVERDUE: Final = "overdue"
DUE_SHIFTED: Final = "due_shifted"


def hold_ready(
    *,
    hold: int,
    patron: Patron,
    library: Organisation,
    title: str,
    pickup: str,
    until: date,
    actor: User | None,
    at: datetime,
) -> Notice | None:
    """The book is kept at `pickup` until the end of that day. Told anew when it is made ready for another day."""
    return notices.queue(
        kind=HOLD_READY,
        key=f"{hold}:{until.isoformat()}",
        about=hold,
        patron=patron,
        library=library,
        facts={"title": title, "pickup": pickup, "until": day_text(until)},
        actor=actor,
        at=at,
    )


def hold_expired(
    *,
    hold: int,
    patron: Patron,
    library: Organisation,
    title: str,
    until: date,
    actor: User | None,
    at: datetime,
) -> Notice | None:
    """The hold has ended: the book was not fetched by then, or the reader's own last day has passed."""
    hold_settled(holds=[hold], at=at)
    return notices.queue(
        kind=HOLD_EXPIRED,
        key=str(hold),
        about=hold,
        patron=patron,
        library=library,
        facts={"title": title, "until": day_text(until)},
        actor=actor,
        at=at,
    )


def hold_cancelled(
    *, hold: int, patron: Patron, library: Organisation, title: str, reason: str, actor: User | None, at: datetime
) -> Notice | None:
    """The library could not do what was asked; `reason` in words for the reader."""
    hold_settled(holds=[hold], at=at)
    return notices.queue(
        kind=HOLD_CANCELLED,
        key=str(hold),
        about=hold,
        patron=patron,
        library=library,
        facts={"title": title, "reason": reason},
        actor=actor,
        at=at,
    )


def hold_settled(*, holds: Collection[int], at: datetime) -> None:
    """Do not tell that these are ready where that has not gone out yet: they were fetched or given up meanwhile."""
    notices.withdraw(kind=HOLD_READY, about=holds, at=at)


def due_soon(*, loan: Loan, actor: User | None, at: datetime) -> Notice | None:
    """The loan is due in the next days. Told once for each day that it is due."""
    return _one(DUE_SOON, loan, new_due_soon(loan), actor, at)


def overdue(*, loan: Loan, step: int, actor: User | None, at: datetime) -> Notice | None:
    """The loan is overdue by `step` days or more. Told once for each step of each day that it was due."""
    return _one(OVERDUE, loan, new_overdue(loan, step, at), actor, at)


def due_shifted(
    *, loans: Iterable[Loan], was: dict[int, datetime], occasion: str, reason: str, actor: User | None, at: datetime
) -> int:
    """These loans are due on another day than they were (`was`, by key of the loan); how many readers' notices.

    Told once for each occasion. The loans must have been read with copy, record, patron and library.
    """
    by_library: dict[int, list[Loan]] = {}
    for loan in loans:
        if loan.patron is not None:
            by_library.setdefault(loan.library_id, []).append(loan)
    return sum(
        notices.queue_all(
            kind=DUE_SHIFTED,
            library=some[0].library,
            new=[_new_shifted(loan, was[loan.pk], occasion, reason) for loan in some],
            actor=actor,
            at=at,
        )
        for some in by_library.values()
    )


def shift_undone(
    *, loans: Collection[Loan], was: dict[int, datetime], occasion: str, actor: User | None, at: datetime
) -> int:
    """They are due again as before a shift. Who was not told of the shift yet is told neither; how many notices."""
    numbers = [loan.pk for loan in loans]
    told = letters.left(DUE_SHIFTED, numbers)
    notices.withdraw(kind=DUE_SHIFTED, about=numbers, at=at)
    reason = _("the change announced before was taken back")
    return due_shifted(
        loans=[loan for loan in loans if loan.pk in told], was=was, occasion=occasion, reason=reason, actor=actor, at=at
    )


def new_due_soon(loan: Loan) -> notices.New:
    """The notice for `queue_all`; the loan must have a patron."""
    return _new(loan, f"{loan.pk}:{_due_on(loan).isoformat()}", {})


def new_overdue(loan: Loan, step: int, at: datetime) -> notices.New:
    """The notice for `queue_all`; the loan must have a patron."""
    days = rules.days_overdue(loan.due_at, at)
    return _new(loan, f"{loan.pk}:{_due_on(loan).isoformat()}:{step}", {"days": str(days)})


def _new_shifted(loan: Loan, was: datetime, occasion: str, reason: str) -> notices.New:
    more = {"was": day_text(timezone.localdate(was)), "reason": reason}
    return _new(loan, f"{loan.pk}:{_due_on(loan).isoformat()}:{occasion}", more)


def _new(loan: Loan, key: str, more: dict[str, str]) -> notices.New:
    if loan.patron is None:
        raise ValueError(f"{loan} has nobody to write to")
    facts = {"title": heading_of(loan.copy), "copy": str(loan.copy), "due": day_text(_due_on(loan)), **more}
    return notices.New(key=key, patron=loan.patron, about=loan.pk, facts=facts)


def _one(kind: str, loan: Loan, new: notices.New, actor: User | None, at: datetime) -> Notice | None:
    return notices.queue(
        kind=kind,
        key=new.key,
        about=new.about,
        patron=new.patron,
        library=loan.library,
        facts=new.facts,
        actor=actor,
        at=at,
    )


def _due_on(loan: Loan) -> date:
    return timezone.localdate(loan.due_at)


def day_text(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def still_due(keys: Collection[str]) -> set[str]:
    """Which reminders still hold when they are about to leave the house: the loan is out, and due that same day."""
    numbers = {int(key.partition(":")[0]) for key in keys}
    out = Loan.objects.filter(pk__in=numbers, state=Loan.State.LENT).values_list("pk", "due_at")
    days = {str(pk): timezone.localdate(due).isoformat() for pk, due in out}
    return {key for key in keys if days.get(key.split(":")[0]) == key.split(":")[1]}
