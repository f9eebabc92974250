"""Addresses of the cataloguing pages, below /staff/cataloguing/."""

from django.urls import URLPattern

app_name = "cataloguing"
urlpatterns: list[URLPattern] = []
