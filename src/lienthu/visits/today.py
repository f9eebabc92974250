"""What the visits room tells on the staff's home: who waits for a computer, and how many came today."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.visits.models import ComputerSession
from lienthu.visits.queries.computers import waiting
from lienthu.visits.queries.counts import visits_on

COUNT, MANAGE = "visits.count", "visits.manage"


def items(asked: Asked) -> Iterator[TodayItem]:
    """At the place where the person works today."""
    if asked.library is None:
        return
    queue = [each for each in waiting(asked.library, asked.site, asked.day) if each.from_at is None]
    yield TodayItem(
        ngettext("person waits for a computer", "people wait for a computer", len(queue)),
        url=reverse("visits:computers"), action=MANAGE, over=asked.library, urgency=Urgency.NOW, count=len(queue),
    )  # fmt: skip
    now = timezone.now()
    going = ComputerSession.objects.filter(library=asked.library, ended_at=None, ends_at__gt=now).count()
    yield TodayItem(
        ngettext("person at a computer", "people at computers", going),
        url=reverse("visits:computers"), action=MANAGE, over=asked.library, urgency=Urgency.UNDER_WAY, count=going,
    )  # fmt: skip
    sums = visits_on(asked.library, asked.site, asked.day)
    yield TodayItem(
        ngettext("visit today", "visits today", sums["all"]),
        url=reverse("visits:door"), action=COUNT, over=asked.library, urgency=Urgency.UNDER_WAY, count=sums["all"],
        detail=_("%(adults)d adults, %(children)d children") % {"adults": sums["adult"], "children": sums["child"]},
    )  # fmt: skip
