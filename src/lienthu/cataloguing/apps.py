from django.apps import AppConfig


class CataloguingConfig(AppConfig):
    name = "lienthu.cataloguing"
    label = "cataloguing"
