"""When a site is open, as rules that due dates and bundles ask; the calendars' own tables keep them."""

from collections.abc import Sequence
from datetime import datetime

from lienthu.accounts.models import User
from lienthu.calendars.models import Timetable
from lienthu.calendars.rules import DAYS, Span
from lienthu.calendars.services.timetables import remove_timetable, write_timetable
from lienthu.rotation.models import DepositSite


def timetable_of(deposit: DepositSite) -> Timetable | None:
    """The hours that were written down for the site itself."""
    rows = Timetable.objects.filter(site=deposit.site_id, valid_to=None).prefetch_related("spans")
    return rows.order_by("-pk").first()


def keep(*, deposit: DepositSite, days: Sequence[str], spans: Sequence[Span], actor: User | None, at: datetime) -> None:
    """Open on these days of the week ("MO") over each of the spans; without any, its host's hours hold. Raises
    CalendarRefused."""
    known = timetable_of(deposit)
    if not days or not spans:
        if known is not None:
            remove_timetable(timetable=known, actor=actor, at=at)
        return
    rule = f"FREQ=WEEKLY;BYDAY={','.join(day for day in DAYS if day in days)}"
    write_timetable(
        organisation=deposit.site.organisation, site=deposit.site, spans=[(rule, span) for span in spans],
        timetable=known, actor=actor, at=at,
    )  # fmt: skip
