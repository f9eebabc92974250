"""What waits in rotation: receipts that nobody confirmed, boxes due back this week, open questions."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.rotation.queries import placements as queries

ACTION = "rotation.work"


def items(asked: Asked) -> Iterator[TodayItem]:
    """Of the library where the person works today."""
    if asked.library is None:
        return
    due = queries.due_until(asked.library, asked.day + queries.WEEK)
    late = sum(row.ends_on < asked.day for row in due)
    address = reverse("rotation:placements")
    yield TodayItem(
        ngettext("set that should be back by now", "sets that should be back by now", late), url=address,
        action=ACTION, over=asked.library, urgency=Urgency.NOW, count=late,
    )  # fmt: skip
    soon = len(due) - late
    yield TodayItem(
        ngettext("set due back this week", "sets due back this week", soon), url=address, action=ACTION,
        over=asked.library, urgency=Urgency.TODAY, count=soon,
    )  # fmt: skip
    waiting = queries.not_confirmed(asked.library).count()
    yield TodayItem(
        ngettext("box whose receipt is not confirmed", "boxes whose receipt is not confirmed", waiting),
        url=f"{address}?which=sent", action=ACTION, over=asked.library, urgency=Urgency.TODAY, count=waiting,
    )  # fmt: skip
    questions = queries.open_questions(asked.library).count()
    yield TodayItem(
        ngettext("open question about a box", "open questions about boxes", questions),
        url=reverse("rotation:questions"), action=ACTION, over=asked.library, urgency=Urgency.SOON, count=questions,
    )  # fmt: skip
