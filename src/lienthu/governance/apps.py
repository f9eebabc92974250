from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.staff import Group, StaffLink


class GovernanceConfig(AppConfig):
    name = "lienthu.governance"
    label = "governance"
    today = "lienthu.governance.today.items"
    staff_links = (
        StaffLink(
            _("Governance"),
            _("Elections, resolutions and what becomes of them, the fund and the sponsors of a federation."),
            "governance:home",
            "governance.read",
            30,
            Group.FEDERATION,
        ),
        StaffLink(
            _("What resolutions ask"),
            _("The items that your library owes its federation: tell how far they are, with what proves it."),
            "governance:asked",
            "governance.read",
            31,
            Group.FEDERATION,
        ),
    )
    audit_actions = {
        "election.opened": _("election opened"),
        "election.nominated": _("somebody nominated"),
        "election.withdrawn": _("nomination withdrawn"),
        "election.voted": _("votes of a member written down"),
        "election.tie_settled": _("tie settled"),
        "election.closed": _("election closed"),
        "resolution.begun": _("resolution begun"),
        "resolution.changed": _("draft of a resolution changed"),
        "resolution.voted": _("votes on a resolution written down"),
        "resolution.adopted": _("resolution adopted"),
        "resolution.rejected": _("resolution not adopted"),
        "resolution.shown": _("resolution put on the public site or taken off"),
        "resolution.thrown_away": _("draft of a resolution thrown away"),
        "amendment.proposed": _("amendment proposed"),
        "amendment.answered": _("amendment answered"),
        "duty.told": _("progress told"),
        "duty.confirmed": _("progress confirmed"),
        "duty.returned": _("progress sent back"),
        "duty.asked": _("progress asked for"),
        "fund.written": _("line of the fund written"),
        "fund.approved": _("line of the fund approved"),
        "fund.refused": _("line of the fund refused"),
        "fund.cancelled": _("line of the fund cancelled"),
        "fund.paper_kept": _("receipt put to a line of the fund"),
        "sponsor.added": _("sponsor added"),
        "sponsor.gave": _("contribution of a sponsor written down"),
    }
    audit_names = {
        "about": pgettext_lazy("of a document", "subject"),
        "item": pgettext_lazy("of a resolution", "item"),
        "text": _("words"),
        "seats": _("seats"),
        "elected": _("elected"),
        "category": pgettext_lazy("fund", "for"),
        "amount": _("amount (đồng)"),
        "what": _("what"),
        "public": _("shown on the public site"),
        "votes": _("votes"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.governance.models import Amendment, FundEntry, Resolution

        if fact == "category" and value in FundEntry.Category.values:
            return FundEntry.Category(value).label
        if fact == "state":
            for choices in (FundEntry.State, Amendment.State, Resolution.State):
                if value in choices.values:
                    return choices(value).label
        return None
