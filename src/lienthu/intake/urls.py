"""Addresses of the intake pages, below /staff/intake/."""

from django.urls import URLPattern

app_name = "intake"
urlpatterns: list[URLPattern] = []
