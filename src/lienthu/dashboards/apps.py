from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.staff import Group, StaffLink


class DashboardsConfig(AppConfig):
    name = "lienthu.dashboards"
    label = "dashboards"
    staff_links = (
        StaffLink(
            pgettext_lazy("menu of reports", "Overview"),
            _("What was reached, how it goes month by month, who stands where, what needs attention."),
            "dashboards:overview",
            "reports.read",
            5,
            Group.REPORTS,
        ),
        StaffLink(
            pgettext_lazy("menu of reports", "Own tables"),
            _("Any indicators by month, age, material, site or member, to be saved and taken along."),
            "dashboards:question",
            "reports.read",
            60,
            Group.REPORTS,
        ),
    )
    audit_actions = {
        "question.saved": _("table saved"),
        "question.dropped": _("table deleted"),
    }
    audit_names = {"shared": _("shared"), "asked": _("what the table shows")}
