"""Addresses of judges, who have no account: the signed token in the address says whose round it is."""

from django.urls import path

from lienthu.contests.views import judge

app_name = "judge_link"
urlpatterns = [
    path("<str:token>/", judge.page, name="page"),
    path("<str:token>/done/", judge.hand_in, name="hand_in"),
    path("<str:token>/<int:number>/", judge.performance, name="performance"),
    path("<str:token>/files/<int:number>/", judge.medium, name="medium"),
]
