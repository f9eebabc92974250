"""What notices keep about patrons: moved when two are one, cut loose when nobody may know it any longer.

Called by the patrons room (`patrons.hooks`) inside its own transactions. A notice that is cut loose keeps its key, so
that what was told once is never told again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.transactions import update_in_turns
from lienthu.notices import kinds
from lienthu.notices.errors import TermsRefused
from lienthu.notices.models import Correspondent, Declined, Letter, Notice
from lienthu.patrons.models import Patron

State = Letter.State
OPEN = (State.WAITING, State.TO_PRINT, State.GIVEN_UP, State.UNSURE)


@transaction.atomic
def decline(*, patron: Patron, kind: str, declined: bool, actor: User | None, at: datetime) -> None:
    """Write down that the patron does not want such notices, or wants them again; what waits is not sent then.

    Raises TermsRefused for a kind that a library must send.
    """
    if kind not in {each.code for each in kinds.all_kinds() if each.may_decline}:
        raise TermsRefused("not_to_decline", _("The library always sends notices of this kind."))
    before = Declined.objects.filter(patron=patron, kind=kind).exists()
    if before == declined:
        return
    if declined:
        Declined.objects.get_or_create(patron=patron, kind=kind, defaults={"at": at})
    else:
        Declined.objects.filter(patron=patron, kind=kind).delete()
    action = "notices.declined" if declined else "notices.wanted"
    audit.record(actor=actor, at=at, action=action, thing=patron, before=None, after={"notice": kind})


def merge(*, kept: Patron, merged: Patron, actor: Any, at: datetime) -> dict[str, list[int]]:
    """Give everything of one patron to the other; returns what was moved, by table."""
    moved = {}
    for model in (Notice, Letter):
        rows: QuerySet[Any] = model._default_manager.filter(patron=merged)
        moved[model._meta.model_name or ""] = list(rows.values_list("pk", flat=True))
        rows.update(patron=kept)
    own = Declined.objects.filter(patron=merged).exclude(kind__in=Declined.objects.filter(patron=kept).values("kind"))
    moved["declined"] = list(own.values_list("pk", flat=True))
    Declined.objects.filter(pk__in=moved["declined"]).update(patron=kept)
    return moved


def undo_merge(*, kept: Patron, merged: Patron, moved: Mapping[str, list[int]], actor: Any, at: datetime) -> None:
    """Give back exactly what was moved, as far as it is still known whose it is."""
    for model in (Notice, Letter, Declined):
        rows: QuerySet[Any] = model._default_manager.filter(pk__in=moved.get(model._meta.model_name or "", []))
        rows.filter(patron=kept).update(patron=merged)


def erase(*, patron: Patron, actor: Any, at: datetime) -> None:
    """Forget whom it was for and what it said; what waited is not sent."""
    waiting = Letter.objects.filter(patron=patron, state__in=OPEN)
    waiting.update(state=State.CANCELLED, next_at=None, ended_at=at)
    Notice.objects.filter(Q(letter=None) | Q(letter__state=State.CANCELLED), patron=patron, cancelled_at=None).update(
        cancelled_at=at, why=Notice.Why.GONE
    )
    _cut(Letter.objects.filter(patron=patron), Notice.objects.filter(patron=patron))
    Declined.objects.filter(patron=patron).delete()


def anonymise(*, before: datetime, at: datetime) -> int:
    """Forget of letters that ended before that moment to whom they went and what they said; returns how many.

    Those that nobody printed or saw to in all that time are laid aside and forgotten with them.
    """
    old = Letter.objects.filter(state__in=OPEN, made_at__lt=before)
    laid_aside = list(old.values_list("pk", flat=True))
    update_in_turns(old, state=State.CANCELLED, next_at=None, ended_at=at)
    letters = Letter.objects.filter(Q(ended_at__lt=before) | Q(pk__in=laid_aside)).exclude(
        patron=None, correspondent=None, body=""
    )
    told = Q(letter__ended_at__lt=before) | Q(letter__in=laid_aside) | Q(letter=None, cancelled_at__lt=before)
    count = _cut(letters, Notice.objects.filter(told).exclude(patron=None, correspondent=None, facts={}))
    Correspondent.objects.filter(letters=None, notices=None).delete()
    return count


def _cut(letters: QuerySet[Letter], notices: QuerySet[Notice]) -> int:
    """Letters last: which notices are meant may depend on them."""
    update_in_turns(notices, patron=None, correspondent=None, facts={})
    forgotten = {"to": "", "subject": "", "body": "", "problem": "", "answer": ""}
    return update_in_turns(letters, patron=None, correspondent=None, **forgotten)
