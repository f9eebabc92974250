from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "lienthu.ledger"
    label = "ledger"
