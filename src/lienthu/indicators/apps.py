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
    audit_things = {"indicators.target": pgettext_lazy("in the audit", "target %(id)s")}
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

    def audit_value(self, fact: str, value: str) -> str | None:
        """The name of the indicator that a fact names by its code."""
        from lienthu.indicators.queries.definitions import called

        return called(value) if fact == "indicator" else None
