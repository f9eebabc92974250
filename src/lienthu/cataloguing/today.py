"""What waits for a cataloguer: drafts that were begun and not saved."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu.cataloguing.queries.drafts import waiting
from lienthu.common.access import SOMEWHERE
from lienthu.common.today import Asked, TodayItem, Urgency


def items(asked: Asked) -> Iterator[TodayItem]:
    """One line: one's own drafts, whatever library they are for."""
    yield TodayItem(
        _("drafts of records that you began"),
        url=reverse("cataloguing:home"), action="cataloguing.edit", over=SOMEWHERE, urgency=Urgency.SOON,
        count=waiting(asked.person).count(),
    )  # fmt: skip
