"""Addresses of the circulation pages, below /staff/circulation/."""

from django.urls import URLPattern

app_name = "circulation"
urlpatterns: list[URLPattern] = []
