"""Addresses of the visits pages, below /staff/visits/."""

from django.urls import URLPattern

app_name = "visits"
urlpatterns: list[URLPattern] = []
