"""Addresses of what readers decide about notices, beside their own page."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from lienthu.notices.views import own

patterns = [path("<slug:code>/", own.choose, name="choose")]
urlpatterns = [path(_("me/notices/"), include((patterns, "own_notices")))]
