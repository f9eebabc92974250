from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.staff import Group, StaffLink


class IndicatorsConfig(AppConfig):
    name = "lienthu.indicators"
    label = "indicators"
    staff_links = (
        StaffLink(
            _("Targets"),
            _("What is to be reached this year, what is reached, and where it goes."),
            "indicators:targets",
            "reports.read",
            20,
            Group.REPORTS,
        ),
        StaffLink(
            pgettext_lazy("menu of reports", "Indicators"),
            _("What is counted, in whose words, and from what."),
            "indicators:list",
            "reports.read",
            90,
            Group.REPORTS,
        ),
    )
    audit_actions = {
        "target.set": _("target set"),
        "target.revised": _("target changed"),
    }
    audit_names = {
        "indicator": _("indicator"),
        "period": _("reporting period"),
        "target": _("target"),
        "decision": _("decision"),
    }
