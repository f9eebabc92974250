"""Addresses of a return that is filled in without an account, below /bao-cao/."""

from django.urls import path

from lienthu.returns.views import by_link

app_name = "return_link"
urlpatterns = [
    path("<str:token>/", by_link.page, name="page"),
    path("<str:token>/save/", by_link.save, name="save"),
    path("<str:token>/submit/", by_link.submit, name="submit"),
]
