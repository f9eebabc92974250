"""What the returns room tells on the staff's home: what to fill in, when it is due, what is late, what to approve."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.returns.queries.rounds import answered_by, to_fill, waiting_for

READ, WRITE = "reports.read", "reports.write"
SOON = 14  # days before the day


def items(asked: Asked) -> Iterator[TodayItem]:
    """Of the library where the person works, and of the rounds that they answer for."""
    if asked.library is not None:
        yield from _to_fill(asked)
    mine = answered_by(asked.person)
    if mine:
        count = waiting_for(mine).count()
        over = asked.library if mine[0].organisation_id is None else mine[0].organisation
        yield TodayItem(
            ngettext("return to approve", "returns to approve", count), url=reverse("returns:home"), action=READ,
            over=over, urgency=Urgency.TODAY, count=count,
        )  # fmt: skip


def _to_fill(asked: Asked) -> Iterator[TodayItem]:
    rows = list(to_fill([asked.library])[:50])
    late = [row for row in rows if row.call.due_on < asked.day]
    soon = [row for row in rows if 0 <= (row.call.due_on - asked.day).days <= SOON]
    here = {"action": WRITE, "over": asked.library}
    if late:
        days = (asked.day - late[0].call.due_on).days
        yield TodayItem(
            ngettext("return late", "returns late", len(late)), url=reverse("returns:fill", args=[late[0].pk]),
            urgency=Urgency.NOW, count=len(late), detail=_("by %(days)d days") % {"days": days}, **here,
        )  # fmt: skip
    if soon:
        days = (soon[0].call.due_on - asked.day).days
        yield TodayItem(
            ngettext("return to fill in", "returns to fill in", len(soon)),
            url=reverse("returns:fill", args=[soon[0].pk]), urgency=Urgency.TODAY if days <= 3 else Urgency.SOON,
            count=len(soon), detail=_("due in %(days)d days") % {"days": days}, **here,
        )  # fmt: skip
