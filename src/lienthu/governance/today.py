"""What governance tells on the staff's home: what resolutions ask of the library, and what waits for the secretary."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.common.access import SOMEWHERE
from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.federation.models import Federation
from lienthu.governance.models import Duty
from lienthu.governance.queries import fund
from lienthu.governance.queries.access import WRITE, may_write
from lienthu.governance.queries.resolutions import asked_of, overdue, to_answer

SOON = 30  # days before the day


def items(asked: Asked) -> Iterator[TodayItem]:
    """Of the library where the person works, and of the federations that they act for."""
    if asked.library is not None:
        yield from _asked(asked)
    if not asked.person.has_perm(WRITE, SOMEWHERE):
        return
    groups = [group for group in Federation.objects.all() if may_write(asked.person, group, asked.day)]
    if not groups:
        return
    told = to_answer(groups).count()
    yield TodayItem(
        ngettext("thing told of resolutions to confirm", "things told of resolutions to confirm", told),
        url=reverse("governance:home"), action=WRITE, over=SOMEWHERE, urgency=Urgency.TODAY, count=told,
    )  # fmt: skip
    late = overdue(groups, asked.day)
    concerned = sorted(set(late.values_list("item__resolution__federation__code", flat=True)))
    count = late.count()
    yield TodayItem(
        ngettext("part of a resolution overdue at a member", "parts of resolutions overdue at members", count),
        url=reverse("governance:follow_up", args=concerned) if len(concerned) == 1 else reverse("governance:home"),
        action=WRITE, over=SOMEWHERE, urgency=Urgency.SOON, count=count,
    )  # fmt: skip
    lines = fund.to_approve(groups).exclude(written_by=asked.person).count()
    yield TodayItem(
        ngettext("line of the fund to approve", "lines of the fund to approve", lines),
        url=reverse("governance:home"), action=WRITE, over=SOMEWHERE, urgency=Urgency.SOON, count=lines,
    )  # fmt: skip


def _asked(asked: Asked) -> Iterator[TodayItem]:
    rows = list(asked_of([asked.library]).exclude(state=Duty.State.TOLD)[:100])
    late = [row for row in rows if row.is_overdue(asked.day)]
    soon = [row for row in rows if row.item.due_on and 0 <= (row.item.due_on - asked.day).days <= SOON]
    here = {"action": WRITE, "over": asked.library, "url": reverse("governance:asked")}
    yield TodayItem(
        ngettext("item of a resolution overdue", "items of resolutions overdue", len(late)), urgency=Urgency.NOW,
        count=len(late), **here,
    )  # fmt: skip
    yield TodayItem(
        ngettext("item of a resolution to tell about", "items of resolutions to tell about", len(soon)),
        urgency=Urgency.SOON, count=len(soon), detail=_("due in the next %(days)d days") % {"days": SOON}, **here,
    )  # fmt: skip
