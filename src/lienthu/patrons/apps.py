from django.apps import AppConfig


class PatronsConfig(AppConfig):
    name = "lienthu.patrons"
    label = "patrons"
    audit_needs = "patrons.read"
