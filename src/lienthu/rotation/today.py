"""What waits in rotation: receipts that nobody confirmed, boxes due back this week, open questions."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.federation.models import Organisation
from lienthu.rotation.queries import placements as queries

ACTION, DESK = "rotation.work", "circulation.lend"


def items(asked: Asked) -> Iterator[TodayItem]:
    """Of the library where the person works today."""
    if asked.library is None:
        return
    yield from _as_host(asked, asked.library)
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


def _as_host(asked: Asked, library: Organisation) -> Iterator[TodayItem]:
    """What another library has sent here: to be confirmed, or called back."""
    boxes = list(queries.hosted_by(library))
    coming = sum(row.state == row.State.SENT for row in boxes)
    recalled = sum(row.state == row.State.RECALLED for row in boxes)
    yield TodayItem(
        ngettext("box on its way to us, to be confirmed", "boxes on their way to us, to be confirmed", coming),
        url=reverse("rotation:hosted"), action=DESK, over=library, urgency=Urgency.TODAY, count=coming,
    )  # fmt: skip
    yield TodayItem(
        ngettext("box that its library calls back", "boxes that their libraries call back", recalled),
        url=reverse("rotation:hosted"), action=DESK, over=library, urgency=Urgency.TODAY, count=recalled,
    )  # fmt: skip
