from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.staff import Group, StaffLink


class ReportsConfig(AppConfig):
    name = "lienthu.reports"
    label = "reports"
    audit_actions = {
        "report.begun": _("report begun"),
        "report.changed": _("report changed"),
        "report.correction_begun": _("correcting report begun"),
        "report.handed_over": _("report handed over for signature"),
        "report.taken_back": _("report taken back to be written on"),
        "report.signed": _("report signed"),
        "report.thrown_away": _("draft of a report thrown away"),
        "template.changed": _("template of reports changed"),
        "layout.changed": _("form of statistics changed"),
    }
    audit_names = {
        "period": pgettext_lazy("of a report", "period"),
        "template": _("template"),
        "corrects": _("number of the report that it corrects"),
        "on": _("date"),
        "docx": "SHA-256 (Word)",
        "pdf": "SHA-256 (PDF)",
    }

    def audit_value(self, fact: str, value: str) -> str | None:
        """Keys of reports in words; of other rooms' things too, where they name a period of a report."""
        from lienthu.reports.queries.words import said

        return said(fact, value)

    staff_links = (
        StaffLink(
            _("Reports and plans"),
            _("Annual, interim and term reports and plans: written, signed, kept as Word and PDF."),
            "reports:list",
            "reports.read",
            30,
            Group.REPORTS,
        ),
        StaffLink(
            _("Forms of statistics"),
            _("The sector's tables filled with the figures of a period, as XLSX."),
            "reports:forms",
            "reports.read",
            40,
            Group.REPORTS,
        ),
    )
