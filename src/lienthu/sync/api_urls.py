"""Addresses below /may/api/: for enrolled devices, which sign each request."""

from django.urls import path

from lienthu.sync.views import api

app_name = "device_api"
urlpatterns = [
    path("enrolments/", api.enrolments, name="enrolments"),
    path("status/", api.status, name="status"),
    path("scopes/", api.scopes, name="scopes"),
    path("bundles/", api.make_bundle, name="bundles"),
    path("batches/", api.batches, name="batches"),
    path("photos/", api.photos, name="photos"),
    path("outcomes/", api.outcomes, name="outcomes"),
]
