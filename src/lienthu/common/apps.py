from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "lienthu.common"
    label = "common"
    audit_actions = {
        "certificate.issued": _("certificate given"),
        "certificate.revoked": _("certificate taken back"),
    }

    def ready(self) -> None:
        from lienthu.common import upkeep  # noqa: F401 its chore, which no jobs.py has
