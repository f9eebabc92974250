from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import Group, StaffLink


class AwardsConfig(AppConfig):
    name = "lienthu.awards"
    label = "awards"
    today = "lienthu.awards.today.items"
    staff_links = (
        StaffLink(
            _("Emulation and awards"),
            _("Points of the year, proposals, votes, decisions."),
            "awards:home",
            "awards.propose",
            45,
            Group.FEDERATION,
        ),
    )
    audit_actions = {
        "season.kept": _("season of emulation written down or changed"),
        "season.moved": _("season moved on"),
        "sheet.begun": _("sheet of points begun"),
        "sheet.filled": _("points written down"),
        "sheet.proved": _("proof added"),
        "sheet.handed_in": _("sheet handed in"),
        "sheet.sent_back": _("sheet given back"),
        "sheet.judged": _("the council's points"),
        "award.proposed": _("award proposed"),
        "award.voted": _("voted"),
        "decision.written": _("decision written down"),
        "decision.voided": _("decision holds no more"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.awards.models import Proposal, Season

        for choices in (Season.State, Proposal.State):
            if fact == "state" and value in choices.values:
                return choices(value).label
        return None
