"""What lending keeps about patrons: moved when two are one, cut loose when nobody may know it any longer.

Called by the patrons room (`patrons.hooks`) inside its own transactions.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.circulation.models import DeskAction, Fee, Hold, Loan
from lienthu.circulation.queries.holds import title_of
from lienthu.circulation.services import holds
from lienthu.common.transactions import update_in_turns
from lienthu.patrons.models import Patron

KEPT: tuple[type[Loan] | type[Fee] | type[DeskAction] | type[Hold], ...] = (Loan, Fee, DeskAction, Hold)


def merge(*, kept: Patron, merged: Patron, actor: Any, at: datetime) -> dict[str, list[int]]:
    """Give everything of one patron to the other; returns what was moved, by table.

    Where both wait for one title, the hold that stands worse is cancelled: "ended" in what is returned.
    """
    ended = _doubled(kept, merged)
    for hold in ended:
        holds.cancel(hold=hold, actor=None, at=at, reason=_("The reader had two cards; the other hold stands."))
    moved = {"ended": [hold.pk for hold in ended]}
    for model in KEPT:
        rows = model._default_manager.filter(patron=merged)
        moved[model._meta.model_name or ""] = list(rows.values_list("pk", flat=True))
        rows.update(patron=kept)
    return moved


def _doubled(kept: Patron, merged: Patron) -> list[Hold]:
    """Of each two open holds on one title the one that stands worse: not as far on its way, else the later."""
    far = {Hold.State.WAITING: 0, Hold.State.IN_TRANSIT: 1, Hold.State.READY: 2}
    by_title: dict[int, list[Hold]] = {}
    for hold in Hold.objects.open().filter(patron__in=(kept, merged)).select_related("title"):
        by_title.setdefault(title_of(hold), []).append(hold)
    found = []
    for same in by_title.values():
        same.sort(key=lambda hold: (-far[Hold.State(hold.state)], hold.rank))
        found += same[1:]
    return found


def undo_merge(*, kept: Patron, merged: Patron, moved: Mapping[str, list[int]], actor: Any, at: datetime) -> None:
    """Give back exactly what was moved, as far as it is still known whose it is; what was cancelled waits again."""
    for model in KEPT:
        ids = moved.get(model._meta.model_name or "", [])
        model._default_manager.filter(pk__in=ids, patron=kept).update(patron=merged)
    for number in moved.get("ended", []):
        holds.reopen(number=number, actor=actor, at=at)


def obstacles(patron: Patron) -> list[str]:
    """Why the patron cannot be forgotten yet."""
    found = []
    out = Loan.objects.open().filter(patron=patron).count()
    if out:
        message = ngettext("%(count)d copy is still on loan.", "%(count)d copies are still on loan.", out)
        found.append(message % {"count": out})
    if Fee.objects.filter(patron=patron, settled="").exists():
        found.append(_("A fee is not settled."))
    return found


def erase(*, patron: Patron, actor: Any, at: datetime) -> None:
    """Forget who it was; that something was lent or waited for, when and for how long, stays. Open holds end."""
    for hold in Hold.objects.open().filter(patron=patron):
        holds.cancel(hold=hold, actor=None, at=at)
    for model in KEPT:
        model._default_manager.filter(patron=patron).update(patron=None)


def anonymise(*, before: datetime, at: datetime) -> int:
    """Forget who had what ended before that moment, but for patrons who want their history kept; returns the loans.

    A loan whose fee is not settled waits until it is. Source: Luật 91/2025/QH15, no longer than needed.
    """
    owed = Fee.objects.filter(settled="").values("loan")
    ended = Loan.objects.filter(closed_at__lt=before, patron__history_opt_in=False).exclude(pk__in=owed)
    forgotten = update_in_turns(ended, patron=None)
    update_in_turns(Hold.objects.filter(closed_at__lt=before, patron__history_opt_in=False), patron=None)
    past = DeskAction.objects.filter(at__lt=before, patron__history_opt_in=False)
    update_in_turns(past.filter(loan__patron=None, hold__patron=None), patron=None)
    update_in_turns(Fee.objects.filter(settled_at__lt=before, patron__history_opt_in=False), patron=None)
    return forgotten
