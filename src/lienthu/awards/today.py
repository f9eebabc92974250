"""What awards tell on the staff's home: sheets to hand in, sheets for the council."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lienthu.awards.models import Season, Sheet
from lienthu.awards.queries.seasons import candidates
from lienthu.common.today import Asked, TodayItem, Urgency

SOON = timedelta(days=14)


def items(asked: Asked) -> Iterator[TodayItem]:
    """At the library where the person works today."""
    if asked.library is None:
        return
    near = (asked.day, asked.day + SOON)
    open_ = Season.objects.filter(state=Season.State.SCORING, due_on__range=near).select_related(
        "federation", "library"
    )
    done = Sheet.objects.filter(library=asked.library).exclude(handed_in_at=None)
    for season in open_.exclude(pk__in=done.values("season")):
        if asked.library.pk in candidates(season, asked.day):
            yield TodayItem(
                _("points of emulation to hand in"), url=reverse("awards:own_sheet", args=[season.pk]),
                action="awards.propose", over=asked.library, urgency=Urgency.SOON,
                detail=f"{season.name} – {season.due_on:%d/%m/%Y}",
            )  # fmt: skip
    waiting = Sheet.objects.filter(season__library=asked.library, season__state=Season.State.COUNCIL)
    count = waiting.exclude(handed_in_at=None).filter(lines__council=None).distinct().count()
    yield TodayItem(
        ngettext("sheet of points for the council", "sheets of points for the council", count),
        url=reverse("awards:home"), action="awards.decide", over=asked.library, urgency=Urgency.SOON, count=count,
    )  # fmt: skip
