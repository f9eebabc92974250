"""Addresses of the patrons pages, below /staff/patrons/."""

from django.urls import URLPattern

app_name = "patrons"
urlpatterns: list[URLPattern] = []
