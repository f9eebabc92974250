"""What waits for a person: rows to decide or to correct."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.intake.models import IntakeRow


def items(asked: Asked) -> Iterable[TodayItem]:
    if asked.library is None:
        return
    rows = IntakeRow.objects.filter(intake__library=asked.library).exclude(state=IntakeRow.State.SETTLED)
    yield TodayItem(
        _("rows of your files to correct or to decide"),
        count=rows.count(),
        url=reverse("intake:files"),
        urgency=Urgency.SOON,
        action="intake.run",
        over=asked.library,
    )
