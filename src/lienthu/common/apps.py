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
        from django.db.backends.signals import connection_created

        from lienthu.common import planner
        from lienthu.common import upkeep as _chore  # noqa: F401 which no jobs.py has

        connection_created.connect(planner.tell)
