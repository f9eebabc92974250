"""What waits in stock: stocktakings under way with what they found, weeding lists that wait for their decision."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.stock.models import Stocktaking, WeedingList


def items(asked: Asked) -> Iterator[TodayItem]:
    """Of the library where the person works today."""
    if asked.library is None:
        return
    for taking in Stocktaking.objects.filter(library=asked.library, state=Stocktaking.State.OPEN):
        yield TodayItem(
            _("stocktaking under way"), url=reverse("stock:stocktaking", args=[taking.pk]), action="stock.count",
            over=asked.library, urgency=Urgency.UNDER_WAY, detail=taking.name,
        )  # fmt: skip
    waiting = WeedingList.objects.filter(library=asked.library, state=WeedingList.State.PROPOSED).count()
    yield TodayItem(
        ngettext("weeding list that waits for its decision", "weeding lists that wait for their decision", waiting),
        url=reverse("stock:weeding_lists"), action="stock.weed", over=asked.library,
        urgency=Urgency.SOON, count=waiting,
    )  # fmt: skip
