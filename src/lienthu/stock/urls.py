"""Addresses of the stock pages, below /staff/stock/."""

from django.urls import URLPattern

app_name = "stock"
urlpatterns: list[URLPattern] = []
