from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LedgerConfig(AppConfig):
    name = "lienthu.ledger"
    label = "ledger"
    audit_things = {"ledger.closing": pgettext_lazy("in the audit", "closing %(id)s")}
    audit_actions = {
        "ledger.closed": _("days closed in the ledger"),
        "ledger.reopened": _("days opened in the ledger again"),
    }
