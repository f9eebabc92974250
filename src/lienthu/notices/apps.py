from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lienthu.notices.kinds import NoticeKind


class NoticesConfig(AppConfig):
    name = "lienthu.notices"
    label = "notices"
    audit_needs = "patrons.read"
    notice_kinds = (
        NoticeKind(
            "card_expiring",
            _("The card ends soon"),
            facts={"card": _("code of the card"), "until": _("last day of the card")},
            samples=({"card": "VL-000127", "until": "31/12/2026"},),
            paper=False,
            may_decline=True,
            days=(30,),
            days_label=_("Days before the card ends"),
            stands="lienthu.notices.services.cards.still_ending",
            order=60,
        ),
    )
