from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import Group, StaffLink


class EvidenceConfig(AppConfig):
    name = "lienthu.evidence"
    label = "evidence"
    staff_links = (
        StaffLink(
            _("Ledger of activity"),
            _("Every event behind the figures, with what it rests on."),
            "evidence:events",
            "ledger.read",
            60,
            Group.REPORTS,
        ),
    )
    audit_actions = {"event.corrected": _("event corrected in the ledger")}
