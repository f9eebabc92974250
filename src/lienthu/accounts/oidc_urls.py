"""Addresses that a provider of OpenID Connect is told of. Outside the languages: a provider knows one of each."""

from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path

urlpatterns = [
    path("cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("<slug:provider_id>/callback/", oidc.callback, name="openid_connect_callback"),
]
