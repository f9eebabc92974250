from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "lienthu.intake"
    label = "intake"
