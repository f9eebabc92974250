"""Addresses of referees, who have no account: the signed token in the address says whose day it is."""

from django.urls import path

from lienthu.contests.views import referee

app_name = "referee_link"
urlpatterns = [
    path("<str:token>/", referee.page, name="page"),
    path("<str:token>/<int:number>/", referee.match, name="match"),
]
