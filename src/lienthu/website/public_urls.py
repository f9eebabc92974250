"""Addresses of a site's pages on the hub's own address: /trang/CODE/…"""

from django.urls import path

from lienthu.website.views import feeds, pages, questions

app_name = "site"
urlpatterns = [
    path("<slug:code>/", pages.home, name="home"),
    path("<slug:code>/rss.xml", feeds.rss, name="rss"),
    path("<slug:code>/su-kien.ics", feeds.events, name="events"),
    path("<slug:code>/sitemap.xml", feeds.sitemap, name="sitemap"),
    path("<slug:code>/hoi-thu-thu/", questions.ask, name="ask"),
    path("<slug:code>/hoi-thu-thu/da-gui/", questions.asked, name="asked"),
    path("<slug:code>/<path:rest>", pages.page, name="page"),
]
