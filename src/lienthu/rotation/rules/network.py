"""How a deposit site stands today, and how much its books are used. Pure: no queries."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.maps import State

SOON: Final = timedelta(days=7)


class Standing(models.TextChoices):
    """The worst that can be said of a site's boxes."""

    OVERDUE = "overdue", pgettext_lazy("site", "overdue")
    DUE = "due", pgettext_lazy("site", "due back this week")
    SERVED = "served", pgettext_lazy("site", "served")
    EMPTY = "empty", pgettext_lazy("site", "empty")


SIGNS: Final = {
    Standing.OVERDUE: State.BAD,
    Standing.DUE: State.WARN,
    Standing.SERVED: State.GOOD,
    Standing.EMPTY: State.EMPTY,
}


class Step(models.TextChoices):
    """What is to be done with a box."""

    LEAVE = "leave", _("leaves the depot")
    CONFIRM = "confirm", _("is on its way: its receipt is to be confirmed")
    BACK = "back", _("is due back")
    RECALLED = "recalled", _("was called back for this day")


def standing(days: Iterable[date], today: date) -> Standing:
    """Of a site, by the days on which the boxes that stand there are due back."""
    first = min(days, default=None)
    if first is None:
        return Standing.EMPTY
    if first < today:
        return Standing.OVERDUE
    return Standing.DUE if first <= today + SOON else Standing.SERVED


def per_book(uses: int, copies: int) -> Decimal | None:
    """Uses of each copy on average, to a tenth; None where there was no copy."""
    if not copies:
        return None
    return (Decimal(uses) / copies).quantize(Decimal("0.1"), ROUND_HALF_UP)
