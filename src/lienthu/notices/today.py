"""What waits about notices, for the staff's home: letters to print, letters that could not be sent."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.common.today import Asked, TodayItem, Urgency
from lienthu.notices.queries.letters import counts


def items(asked: Asked) -> Iterator[TodayItem]:
    if asked.library is None:
        return
    found = counts(asked.library)
    yield TodayItem(
        ngettext("letter to print", "letters to print", found["paper"]),
        url=reverse("notices:paper"), action="patrons.edit", over=asked.library, urgency=Urgency.TODAY,
        count=found["paper"],
    )  # fmt: skip
    yield TodayItem(
        ngettext("notice could not be sent", "notices could not be sent", found["stuck"]),
        url=reverse("notices:letters") + "?view=stuck", action="patrons.edit", over=asked.library,
        urgency=Urgency.TODAY, count=found["stuck"],
        detail=_("Have them sent again, print them, or lay them aside."),
    )  # fmt: skip
