from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "lienthu.stock"
    label = "stock"
