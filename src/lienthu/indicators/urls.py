"""Addresses below /staff/indicators/."""

from django.urls import path

from lienthu.indicators.views import definitions, targets

app_name = "indicators"
urlpatterns = [
    path("", definitions.indicator_list, name="list"),
    path("targets/", targets.target_board, name="targets"),
    path("targets/<int:number>/split/", targets.target_split, name="split"),
    path("targets/<str:indicator>/", targets.target_set, name="set"),
]
