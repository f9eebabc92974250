"""Addresses of entrants and guardians, who have no account: the signed token says about whom they answer."""

from django.urls import path

from lienthu.contests.views import consent

app_name = "consent_link"
urlpatterns = [
    path("<str:token>/", consent.page, name="page"),
    path("<str:token>/<int:number>/", consent.medium, name="medium"),
]
