"""What exhibitions tell on the staff's home: those that are open, and those that closed and are not counted yet."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.exhibitions.models import Exhibition

MOST = 5


def items(asked: Asked) -> Iterator[TodayItem]:
    """At the library where the person works today."""
    if asked.library is None:
        return
    for row in Exhibition.objects.filter(library=asked.library, held_at=None, opens_on__lte=asked.day)[:MOST]:
        over = row.closes_on < asked.day
        yield TodayItem(
            _("exhibition to be counted as held") if over else _("exhibition open today"),
            url=reverse("exhibitions:exhibition", args=[row.pk]), action="exhibitions.arrange", over=asked.library,
            urgency=Urgency.SOON if over else Urgency.UNDER_WAY, detail=row.name,
        )  # fmt: skip
