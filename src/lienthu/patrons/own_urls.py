"""Addresses of a patron's own pages: /toi/ in Vietnamese, /en/me/ in English."""

from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _

from lienthu.patrons.views import own

patterns = [
    path("", own.me, name="me"),
    path(_("sign-in/"), own.sign_in, name="sign_in"),
    path(_("sign-out/"), own.sign_out, name="sign_out"),
    path(_("password/"), own.password, name="password"),
    re_path(r"^export\.(?P<form>json|html)$", own.export, name="export"),
    path("<slug:verb>/", own.change, name="change"),
]
urlpatterns = [path(_("me/"), include((patterns, "own")))]
