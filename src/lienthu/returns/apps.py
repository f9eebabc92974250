from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "lienthu.returns"
    label = "returns"
