from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "lienthu.ledger"
    label = "ledger"
    audit_actions = {
        "ledger.closed": _("days closed in the ledger"),
        "ledger.reopened": _("days opened in the ledger again"),
    }
