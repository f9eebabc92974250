"""The letter of rotation. Read by the AppConfig, so it must not need a model."""

from django.utils.translation import gettext_lazy as _

from lienthu.notices.kinds import InDays, NoticeKind

NOTICE_KINDS = (
    NoticeKind(
        "box_recalled",
        _("A box of books is called back from its site"),
        facts={
            "title": _("title of the set"),
            "code": _("number of the set"),
            "site": _("name of the site"),
            "day": _("day on which it is to be ready"),
            "fetched_by": _("who fetches it"),
        },
        samples=(
            {
                "title": "Sách thiếu nhi số 3",
                "code": "LC-003",
                "site": "Bưu điện văn hóa xã Lũng Cú",
                "day": InDays(7),
                "fetched_by": "Lê Văn Cường",
            },
        ),
        stands="lienthu.rotation.services.recalling.still_recalled",
        to_readers=False,
        order=60,
    ),
)
