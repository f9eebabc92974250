"""Addresses under a site's own host name: its pages at the root, everything else of the hub where it always is.

The catalogue's own home gives way to the site's; every other address of the hub is the same here. Loaded only for a
request that came to such a name (middleware.py).
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path, re_path

from lienthu import urls
from lienthu.website.views import feeds, pages, questions

handler403, handler404 = urls.handler403, urls.handler404
urlpatterns = [
    *i18n_patterns(
        path("", pages.home, name="site_home"),
        path("rss.xml", feeds.rss, name="site_rss"),
        path("su-kien.ics", feeds.events, name="site_events"),
        path("trang-web.xml", feeds.sitemap, name="site_sitemap"),
        path("hoi-thu-thu/", questions.ask, name="site_ask"),
        path("hoi-thu-thu/da-gui/", questions.asked, name="site_asked"),
        prefix_default_language=False,
    ),
    *urls.urlpatterns,
    *i18n_patterns(re_path(r"^(?P<rest>(?:[\w-]+/)+)$", pages.page, name="site_page"), prefix_default_language=False),
]
