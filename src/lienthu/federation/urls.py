"""Addresses of the staff's pages on organisations and federations."""

from django.urls import path

from lienthu.federation.views import federations, organisations, tiers

app_name = "federation"
urlpatterns = [
    path("", organisations.tree, name="tree"),
    path("add/", organisations.add_top, name="add_top"),
    path("organisations/<str:code>/", organisations.organisation, name="organisation"),
    path("organisations/<str:code>/<slug:verb>/", organisations.change, name="change"),
    path("sites/<int:number>/close/", organisations.close_site, name="close_site"),
    path("tiers/", tiers.tiers, name="tiers"),
    path("tiers/add/", tiers.add_tier, name="add_tier"),
    path("federations/", federations.federations, name="federations"),
    path("federations/~found/", federations.found, name="found"),  # no code has such a sign
    path("federations/<str:code>/", federations.federation, name="federation"),
    path("federations/<str:code>/<slug:verb>/", federations.govern, name="govern"),
    path("terms/<int:number>/change/", federations.change_term, name="change_term"),
    path("offices/<int:number>/end/", federations.end_office, name="end_office"),
]
