from django.apps import AppConfig


class CirculationConfig(AppConfig):
    name = "lienthu.circulation"
    label = "circulation"
