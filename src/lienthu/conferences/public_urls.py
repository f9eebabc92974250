"""Addresses by which a member registers its delegates without an account, below /dang-ky-hoi-nghi/."""

from django.urls import path

from lienthu.conferences.views import by_link

app_name = "delegate_link"
urlpatterns = [path("<str:token>/", by_link.page, name="page")]
