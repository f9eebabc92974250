"""The notices of the mobile library. Read by the AppConfig, so it must not need a model."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.notices.kinds import InDays, NoticeKind

_BOOK = {
    "title": _("title of the book"),
    "stop": _("name of the stop"),
    "day": _("day of the visit"),
}
_SAMPLE: dict[str, str | InDays] = {
    "title": "Đất rừng phương Nam",
    "stop": "Trường Tiểu học Minh Tân",
    "day": InDays(3),
}

NOTICE_KINDS = (
    NoticeKind(
        "stop_coming",
        _("The mobile library brings a book that was asked for"),
        facts={**_BOOK, "hours": _("from when to when it is there")},
        samples=({**_SAMPLE, "hours": "8:00–10:30"},),
        paper=False,
        stands="lienthu.mobile.services.telling.still_coming",
        order=13,
    ),
    NoticeKind(
        "stop_not_served",
        _("The mobile library does not come to a stop where a book was asked for"),
        facts={**_BOOK, "reason": _("reason in words"), "next": pgettext_lazy("in a notice", "next visit")},
        samples=({**_SAMPLE, "reason": "đường ngập", "next": "17/12/2026, 8:00–10:30"},),
        paper=False,
        stands="lienthu.mobile.services.telling.still_missed",
        order=14,
    ),
)
