from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "lienthu.indicators"
    label = "indicators"
    audit_actions = {
        "target.set": _("target set"),
        "target.changed": _("target changed"),
        "indicator.kept": _("indicator written down"),
    }
