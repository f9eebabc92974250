"""What circulation advises when a library closes: loans that would fall due on those days."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.calendars.hooks import Advice
from lienthu.circulation.queries import due_shifts
from lienthu.circulation.queries.due_shifts import OnClosedDays
from lienthu.common.access import allowed
from lienthu.federation.models import Organisation

SHIFT, CALENDAR = "circulation.shift", "calendars.edit"


def advice(library: Organisation, *, user: Any, at: datetime) -> Iterator[Advice]:
    """What falls due on closed days, at the library and below it, for those who move due dates or keep the calendar."""
    may_shift = allowed(user, SHIFT, library)
    if not may_shift and not allowed(user, CALENDAR, library):
        return
    found = due_shifts.on_closed_days(due_shifts.libraries_below(library, timezone.localdate(at)), at)
    if found is None:
        yield Advice(_("No loan falls due on a day when you are closed."), calls=False)
    else:
        text = ngettext(
            "%(count)d loan falls due on a day when you are closed.",
            "%(count)d loans fall due on days when you are closed.",
            found.loans,
        )
        told = text % {"count": found.loans}
        yield Advice(told, address(found), _("Shift them to open days")) if may_shift else Advice(told)


def address(found: OnClosedDays) -> str:
    """The page of a new shift, filled in for these loans."""
    asked = {"due_from": f"{found.first:%d/%m/%Y}", "due_to": f"{found.last:%d/%m/%Y}", "how": "closed", "all": "1"}
    return f"{reverse('circulation:add_shift')}?{urlencode(asked)}"
