"""What waits at a library's desk today, for the staff's home."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.circulation import closing
from lienthu.circulation.closing import SHIFT
from lienthu.circulation.models import Transfer
from lienthu.circulation.queries import holds as hold_queries
from lienthu.circulation.queries.due_shifts import on_closed_days
from lienthu.circulation.queries.loans import overdue
from lienthu.common.today import Asked, TodayItem, Urgency

LEND = "circulation.lend"


def items(asked: Asked) -> Iterator[TodayItem]:
    if asked.library is None:
        return
    yield TodayItem(
        _("copies are overdue"),
        reverse("circulation:overdue"),
        LEND,
        asked.library,
        Urgency.SOON,
        overdue(asked.library, timezone.now()).count(),
    )
    closed = on_closed_days([asked.library.pk], timezone.now()) if asked.person.has_perm(SHIFT, asked.library) else None
    if closed is not None:
        yield TodayItem(
            _("loans fall due on days when you are closed"),
            closing.address(closed),
            SHIFT,
            asked.library,
            Urgency.SOON,
            closed.loans,
        )
    yield TodayItem(
        _("books are to be fetched for holds"),
        reverse("circulation:hold_pull"),
        LEND,
        asked.library,
        Urgency.TODAY,
        hold_queries.to_pull(asked.library).count(),
    )
    yield TodayItem(
        _("books are to be taken off the hold shelf"),
        reverse("circulation:hold_shelf"),
        LEND,
        asked.library,
        Urgency.TODAY,
        hold_queries.left_on_shelf(asked.library).count(),
    )
    yield TodayItem(
        _("copies are on their way here"),
        reverse("circulation:transfers"),
        LEND,
        asked.library,
        Urgency.UNDER_WAY,
        Transfer.objects.filter(receiver=asked.library, closed_at=None).count(),
    )
