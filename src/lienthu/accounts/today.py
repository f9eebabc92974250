"""What waits about accounts: a second factor that one's role asks for."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu.accounts.queries import lacks_second_factor
from lienthu.common.access import SOMEWHERE
from lienthu.common.today import Asked, TodayItem, Urgency


def items(asked: Asked) -> Iterator[TodayItem]:
    """One item at most. With LIENTHU_SECOND_FACTOR=require nobody gets as far as this."""
    if settings.SECOND_FACTOR == "remind" and lacks_second_factor(asked.person):
        yield TodayItem(
            _("Protect your account with a second factor"),
            url=reverse("mfa_index"), action="accounts.staff", over=SOMEWHERE, urgency=Urgency.SOON,
            detail=_("Whoever learns your password could change much. An app on your phone stops that."),
        )  # fmt: skip
