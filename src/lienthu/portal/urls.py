"""Addresses of the public site. A title's address, /t/<number>, is for ever: see docs/design.md on languages."""

from django.urls import path

from lienthu.portal.views import libraries, machines, search, title

app_name = "portal"
urlpatterns = [
    path("", search.home, name="home"),
    path("search", search.results, name="results"),
    path("suggest", search.suggest, name="suggest"),
    path("help", search.tips, name="tips"),
    path("library/<str:code>", libraries.library_page, name="library"),
    path("t/<int:number>", title.title_page, name="title"),
    path("t/<int:number>/marc/<int:record>", title.marc, name="marc"),
    path("t/<int:number>.<str:form>", title.citation, name="citation"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemap-<int:number>.xml", machines.sitemap, name="sitemap"),
    path("opensearch.xml", machines.opensearch, name="opensearch"),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
]
