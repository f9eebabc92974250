from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "lienthu.visits"
    label = "visits"
