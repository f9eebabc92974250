"""Addresses of the public site. A title's address, /t/<number>, is for ever: see docs/design.md on languages."""

from django.urls import path

from lienthu.portal.views import (
    certificates,
    conferences,
    libraries,
    machines,
    mobile_library,
    search,
    statistics,
    title,
    together,
    training,
)

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
    path("xe-luu-dong/", mobile_library.index, name="mobile"),
    path("xe-luu-dong/lich.ics", mobile_library.feed, name="mobile_feed"),
    path("xe-luu-dong/<int:number>/", mobile_library.stop, name="mobile_stop"),
    path("xe-luu-dong/<int:number>/lich.ics", mobile_library.stop_feed, name="mobile_stop_feed"),
    path("tap-huan/", training.index, name="training"),
    path("tap-huan/<int:number>/", training.course, name="training_course"),
    path("thong-ke/", statistics.index, name="statistics"),
    path("thong-ke/lien-hiep/<str:code>/", statistics.of_federation, name="statistics_federation"),
    path(
        "thong-ke/lien-hiep/<str:code>/so-lieu.<str:form>",
        statistics.federation_data,
        name="statistics_federation_data",
    ),
    path("thong-ke/<str:code>/", statistics.of_library, name="statistics_library"),
    path("thong-ke/<str:code>/so-lieu.<str:form>", statistics.library_data, name="statistics_library_data"),
    path("hoi-nghi/", conferences.index, name="conferences"),
    path("hoi-nghi/<int:number>/", conferences.conference, name="conference"),
    path("hoi-nghi/tham-luan/<int:number>/", conferences.paper, name="conference_paper"),
    path("hoi-nghi/anh/<int:number>/", conferences.photo, name="conference_photo"),
    path("hoi-thi/<int:number>/", together.contest, name="contest"),
    path("hoi-thi/anh/<int:number>/", together.contest_picture, name="contest_picture"),
    path("xac-nhan/<str:token>/", certificates.certificate, name="certificate"),
    path("hoi-thao/<int:number>/", together.sports_day, name="sports_day"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemap-<int:number>.xml", machines.sitemap, name="sitemap"),
    path("opensearch.xml", machines.opensearch, name="opensearch"),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
]
