from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "lienthu.portal"
    label = "portal"
