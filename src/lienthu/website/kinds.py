"""The letter of the public sites. Read by the AppConfig, so it must not need a model."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.notices.kinds import NoticeKind

ANSWERED: Final = "question_answered"

NOTICE_KINDS = (
    NoticeKind(
        ANSWERED,
        _("A reader's question on the public site is answered"),
        facts={"question": pgettext_lazy("of a letter", "question"), "answer": pgettext_lazy("of a letter", "answer")},
        samples=(
            {
                "question": "Thư viện có sách về kênh Vĩnh Tế không?",
                "answer": "Có bốn nhan đề, mời bạn đến phòng địa chí.",
            },
        ),
        paper=False,
        stands="lienthu.website.services.questions.still_answered",
        to_readers=False,
        order=80,
    ),
)
