"""The letters of conferences. Read by the AppConfig, so it must not need a model."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.notices.kinds import InDays, NoticeKind

CALLED: Final = "papers_called"
REMINDED: Final = "papers_reminded"
_FACTS = {
    "title": _("title of the conference"),
    "days": _("days of the conference"),
    "where": _("where it takes place"),
    "theme": _("theme of the conference"),
    "until": _("day until which papers are taken"),
    "group": _("federation"),
    "unit": pgettext_lazy("of a letter", "library that is written to"),
}
_SAMPLE: dict[str, str | InDays] = {
    "title": "Hội nghị tổng kết công tác năm",
    "days": InDays(45),
    "where": "Hội trường Thư viện tỉnh An Giang",
    "theme": "Thư viện lưu động và luân chuyển sách về cơ sở",
    "until": InDays(25),
    "group": "Liên hiệp Thư viện khu vực Đồng bằng sông Cửu Long",
    "unit": "Thư viện tỉnh Cà Mau",
}
_STANDS = "lienthu.conferences.services.calling."

NOTICE_KINDS = (
    NoticeKind(
        CALLED, _("Papers are called for"), facts=_FACTS, samples=(_SAMPLE,), wait_minutes=0,
        stands=f"{_STANDS}still_called", to_readers=False, order=70,
    ),
    NoticeKind(
        REMINDED, _("No paper was handed in yet"), facts=_FACTS, samples=(_SAMPLE,), wait_minutes=0,
        stands=f"{_STANDS}still_missing", to_readers=False, order=71,
    ),
)  # fmt: skip
