from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import Group, StaffLink
from lienthu.notices.kinds import InDays, NoticeKind
from lienthu.patrons.hooks import PatronHooks


class NoticesConfig(AppConfig):
    name = "lienthu.notices"
    label = "notices"
    audit_needs = "patrons.read"
    staff_links = (
        StaffLink(
            _("Notices"),
            _("What readers are told: waiting, sent, and what could not be sent."),
            "notices:letters",
            "patrons.read",
            66,
            Group.PATRONS,
        ),
        StaffLink(
            _("Print letters"),
            _("Letters to readers who have no email, on paper."),
            "notices:paper",
            "patrons.edit",
            67,
            Group.PATRONS,
        ),
        StaffLink(
            _("Words of the notices"),
            _("What each kind of notice says, and when it is sent."),
            "notices:kinds",
            "circulation.policies",
            68,
            Group.PATRONS,
        ),
    )
    today = "lienthu.notices.today.items"
    patron_hooks = PatronHooks(
        sections="lienthu.notices.patron_pages.sections",
        own_sections="lienthu.notices.patron_pages.own_sections",
        export="lienthu.notices.patron_pages.tables",
        merge="lienthu.notices.services.patrons.merge",
        undo_merge="lienthu.notices.services.patrons.undo_merge",
        erase="lienthu.notices.services.patrons.erase",
        anonymise="lienthu.notices.services.patrons.anonymise",
    )
    audit_names = {"letter_state": _("state"), "letters": _("letters")}
    audit_actions = {
        "letter.sent_again": _("sent again"),
        "letter.to_paper": _("put on paper"),
        "letter.laid_aside": _("laid aside"),
        "letter.counted_as_sent": _("counted as sent"),
        "notices.printed": _("letters printed"),
        "notices.reprinted": _("letters printed again"),
        "notices.terms": _("ways of notices changed"),
        "notices.kind": _("terms of a notice changed"),
        "notices.reworded": _("words of a notice changed"),
        "notices.restored": _("words of a notice restored"),
        "notices.declined": _("notices declined"),
        "notices.wanted": _("notices wanted again"),
    }
    notice_kinds = (
        NoticeKind(
            "card_expiring",
            _("The card ends soon"),
            facts={"card": _("code of the card"), "until": _("last day of the card")},
            samples=({"card": "VL-000127", "until": InDays(30)},),
            paper=False,
            may_decline=True,
            days=(30,),
            days_label=_("Days before the card ends"),
            days_told=_("%(days)s days before the card ends"),
            stands="lienthu.notices.services.cards.still_ending",
            order=60,
        ),
    )

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.notices.kinds import label_of
        from lienthu.notices.models import Letter

        if fact == "letter_state" and value in Letter.State.values:
            return Letter.State(value).label
        return label_of(value) if fact == "notice" else None
