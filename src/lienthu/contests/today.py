"""What contests tell on the staff's home: entries that end soon, today's sports day."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.contests.models import SportsDay
from lienthu.contests.queries.sports import may_enter

SOON = timedelta(days=14)


def items(asked: Asked) -> Iterator[TodayItem]:
    """At the library where the person works today."""
    if asked.library is None:
        return
    own = SportsDay.objects.filter(library=asked.library, held_at=None)
    for day in own.filter(first_on__lte=asked.day):
        yield TodayItem(
            _("sports day under way, or to be counted"), url=reverse("contests:day", args=[day.pk]),
            action="contests.organise", over=asked.library, urgency=Urgency.TODAY, detail=day.name,
        )  # fmt: skip
    ending = SportsDay.objects.filter(held_at=None, entries_until__range=(asked.day, asked.day + SOON))
    for day in ending.select_related("federation").exclude(sports__teams__library=asked.library):
        if may_enter(asked.person, asked.library, day, asked.day):
            yield TodayItem(
                _("teams for a sports day can be entered"), url=reverse("contests:own_teams", args=[day.pk]),
                action="contests.enter", over=asked.library, urgency=Urgency.SOON,
                detail=f"{day.name} – {day.entries_until:%d/%m/%Y}",
            )  # fmt: skip
