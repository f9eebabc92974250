"""What waits for a person: rows to decide or to correct."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models import Copy
from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.intake.models import IntakeRow
from lienthu.patrons.models import Patron


def items(asked: Asked) -> Iterable[TodayItem]:
    if asked.library is None:
        return
    if (
        not Patron.objects.filter(library=asked.library).exists()
        or not Copy.objects.filter(owner=asked.library).exists()
    ):
        yield TodayItem(
            _("set your library up, step by step"),
            url=reverse("intake:start"),
            urgency=Urgency.TODAY,
            action="intake.run",
            over=asked.library,
        )
    rows = IntakeRow.objects.filter(intake__library=asked.library).exclude(state=IntakeRow.State.SETTLED)
    yield TodayItem(
        _("rows of your files to correct or to decide"),
        count=rows.count(),
        url=reverse("intake:files"),
        urgency=Urgency.SOON,
        action="intake.run",
        over=asked.library,
    )
