"""What the verbs of lending do alike: what stands against it, and charge of the copy."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.calendars.queries import Kept, opening
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.circulation import rules
from lienthu.circulation.errors import LoanRefused, RenewalRefused, ReturnRefused
from lienthu.circulation.models import Loan, Transfer
from lienthu.circulation.services.desk_log import Desk
from lienthu.common.access import allowed
from lienthu.federation import queries as federation
from lienthu.patrons.rules import Refusal


def due(desk: Desk, terms: rules.Terms, kept: Kept | None = None) -> datetime:
    """When a loan from this desk is due: never on a day when the place is closed."""
    calendar = opening(desk.library.pk, desk.site_id, kept=kept)
    return rules.due(on=timezone.localdate(desk.at), days=terms.number("loan_days"), calendar=calendar)


def name(organisation: int) -> str:
    return federation.short_names([organisation], timezone.localdate())[organisation]


def overridden(
    refusals: Sequence[Refusal],
    desk: Desk,
    against: str | None,
    refused: type[LoanRefused] | type[RenewalRefused] | type[ReturnRefused],
    *,
    happened: bool = False,
) -> list[str]:
    """The codes of refusals that are overridden; raises with those that are not, or all when none is asked for.

    What `happened` already is refused only where nobody may override.
    """
    if not refusals:
        return []
    if happened:
        left = [each for each in refusals if not each.overridable_by]
        if left:
            raise refused(left)
        return [each.code for each in refusals]
    if against is None or desk.actor is None:
        raise refused(refusals)
    if not against.strip():
        raise refused([Refusal("no_reason", _("Write down why it is done all the same."), rules.OVERRIDE)])
    may = {action: allowed(desk.actor, action, desk.library) for action in {each.overridable_by for each in refusals}}
    left = [each for each in refusals if not each.overridable_by or not may[each.overridable_by]]
    if left:
        raise refused(left)
    return [each.code for each in refusals]


def take_charge(copy: Copy, desk: Desk, cause: CopyMove.Cause, thing: Loan | Transfer) -> None:
    """The copy is at this desk's library now, and in its charge."""
    to = copies.whereabouts(copy)._replace(custodian=desk.library.pk, place=desk.site.pk if desk.site else None)
    copies.move(copy=copy, to=to, cause=cause, actor=desk.actor, at=desk.at, thing=thing)


def day_of(at: datetime) -> str:
    return timezone.localdate(at).isoformat()
