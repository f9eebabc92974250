from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "lienthu.common"
    label = "common"
