"""Addresses of a reader's own holds, beside their own pages: /toi/dat-muon/ in Vietnamese, /en/me/holds/ in English."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from lienthu.circulation.views import own_holds

patterns = [
    path("<int:title>/", own_holds.place, name="place"),
    path("<int:number>/<slug:verb>/", own_holds.change, name="change"),
]
urlpatterns = [path(_("me/holds/"), include((patterns, "own_holds")))]
