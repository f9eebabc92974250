"""Addresses: the public site at the root, everything for staff below /staff/."""

from django.urls import include, path

from lienthu.common.views import health

urlpatterns = [
    path("health", health, name="health"),
    path("staff/", include("lienthu.accounts.urls")),
    path("staff/federation/", include("lienthu.federation.urls")),
    path("staff/catalogue/", include("lienthu.catalogue.urls")),
    path("", include("lienthu.portal.urls")),
]
