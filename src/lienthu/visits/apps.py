from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink


class VisitsConfig(AppConfig):
    name = "lienthu.visits"
    label = "visits"
    evidence = {
        "visits.visitcount": Evidence(_("count of visitors"), "visits:correct", "visits.manage", keeps_count=True),
        "visits.gatereading": Evidence(
            _("reading of a gate"), "visits:reading", "visits.manage", library="gate__library", keeps_count=True
        ),
        "visits.computersession": Evidence(
            _("session at a computer"), "visits:computer", "visits.manage", number="computer_id", keeps_count=True
        ),
    }
    today = "lienthu.visits.today.items"
    staff_links = (
        StaffLink(
            _("Visitors"),
            _("Count who comes in: by a tap or by card."),
            "visits:door",
            "visits.count",
            70,
            Group.DESK,
        ),
        StaffLink(
            _("Computers"),
            _("Who sits where, who waits, start and stop."),
            "visits:computers",
            "visits.manage",
            71,
            Group.DESK,
        ),
        StaffLink(
            _("Used in the house"),
            _("Scan the books that were read in the rooms."),
            "visits:trolley",
            "circulation.lend",
            72,
            Group.DESK,
        ),
        StaffLink(
            _("Visits by day and hour"),
            _("Tables and charts of who came, gates, corrections."),
            "visits:report",
            "visits.manage",
            73,
            Group.DESK,
        ),
    )
    audit_actions = {
        "visits.written_in": _("visitors written in later"),
        "visits.taken_back": _("visitors taken back"),
        "gate.kept": _("gate set up or changed"),
        "gate.read": _("file of the gate read"),
        "gate.corrected": _("hour of the gate corrected"),
        "computer.kept": _("computer set up or changed"),
        "computer.new_key": _("new address for the kiosk"),
        "session.started": _("session started"),
        "session.extended": _("session extended"),
        "session.moved": _("session moved"),
        "session.ended": _("session ended"),
        "ticket.given": _("ticket given"),
        "ticket.cancelled": _("ticket cancelled"),
        "visit_rule.changed": _("terms for visits and computers changed"),
        "allotment.said": _("minutes a day laid down"),
        "allotment.dropped": _("minutes a day taken back"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.visits.models import Computer, ComputerSession

        if fact == "how" and value in ComputerSession.End.values:
            return ComputerSession.End(value).label
        if fact == "state" and value in Computer.State.values:
            return Computer.State(value).label
        return None
