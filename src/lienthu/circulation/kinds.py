"""The notices of lending: what each tells, and when. Read by the AppConfig, so it must not need a model."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.notices.kinds import InDays, NoticeKind

_TITLE = {"title": _("title of the book")}
_BOOK = {
    **_TITLE,
    "copy": pgettext_lazy("in a notice", "copy number"),
    "due": _("day it is due"),
}
_Sample = dict[str, str | InDays]
_KIEU: _Sample = {"title": "Truyện Kiều", "copy": "VL.004127", "due": InDays(2)}
_MEN: _Sample = {"title": "Dế Mèn phiêu lưu ký", "copy": "VL.010388", "due": InDays(2)}
_LATE: _Sample = {"due": InDays(-14), "days": "14"}
_STILL_DUE = "lienthu.circulation.services.telling.still_due"

NOTICE_KINDS = (
    NoticeKind(
        "hold_ready",
        _("A book that was asked for is ready"),
        facts={**_TITLE, "pickup": _("where it is kept"), "until": _("last day it is kept")},
        samples=({"title": "Đất rừng phương Nam", "pickup": "Phòng mượn, tầng 1", "until": InDays(7)},),
        order=10,
    ),
    NoticeKind(
        "hold_expired",
        _("A book that was asked for was not fetched"),
        facts={**_TITLE, "until": _("last day it was kept")},
        samples=({"title": "Đất rừng phương Nam", "until": InDays(-1)},),
        paper=False,
        order=11,
    ),
    NoticeKind(
        "hold_cancelled",
        _("The library cannot lend a book that was asked for"),
        facts={**_TITLE, "reason": _("reason in words")},
        samples=({"title": "Đất rừng phương Nam", "reason": "bản cuối cùng đã bị mất"},),
        order=12,
    ),
    NoticeKind(
        "due_soon",
        _("Books are due soon"),
        facts=_BOOK,
        samples=(_KIEU, _MEN),
        paper=False,
        may_decline=True,
        days=(2,),
        days_label=_("Days before a book is due"),
        days_told=_("%(days)s days before the due day"),
        stands=_STILL_DUE,
        order=20,
    ),
    NoticeKind(
        "overdue",
        _("Books are overdue"),
        facts={**_BOOK, "days": _("days overdue")},
        samples=({**_KIEU, **_LATE}, {**_MEN, **_LATE}),
        days=(3, 14, 30),
        days_label=_("Days after a book was due"),
        days_told=_("%(days)s days after the due day"),
        stands=_STILL_DUE,
        order=21,
    ),
    NoticeKind(
        "due_shifted",
        _("Books are due on another day"),
        facts={**_BOOK, "was": _("day it was due before"), "reason": _("reason in words")},
        samples=(
            {**_KIEU, "was": InDays(-4), "reason": "thư viện đóng cửa vì bão"},
            {**_MEN, "was": InDays(-4), "reason": "thư viện đóng cửa vì bão"},
        ),
        paper=False,
        stands=_STILL_DUE,
        order=22,
    ),
)
