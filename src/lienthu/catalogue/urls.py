"""Addresses of the catalogue's staff pages, below /staff/catalogue/."""

from django.urls import path

from lienthu.catalogue.views import doubts, imports, profiles, rejects, titles

app_name = "catalogue"
urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:number>/", imports.upload_page, name="upload"),
    path("imports/<int:number>/start/", imports.upload_start, name="upload_start"),
    path("imports/<int:number>/discard/", imports.upload_discard, name="upload_discard"),
    path("imports/reading/<str:code>/", profiles.profile_page, name="profile"),
    path("imports/runs/<int:number>/", imports.run_page, name="run"),
    path("rejects/", rejects.rejects, name="rejects"),
    path("rejects/<int:number>/bytes/", rejects.reject_bytes, name="reject_bytes"),
    path("rejects/of/<str:code>/", rejects.all_bytes, name="rejects_bytes"),
    path("doubts/", doubts.doubts, name="doubts"),
    path("doubts/<int:number>/answer/", doubts.answer, name="answer"),
    path("doubts/<int:number>/reopen/", doubts.reopen, name="reopen"),
    path("titles/", titles.title_list, name="titles"),
    path("titles/<int:number>/", titles.title_page, name="title"),
    path("titles/<int:number>/merge/", titles.merge, name="merge"),
    path("titles/<int:number>/split/", titles.split, name="split"),
    path("regroupings/<int:number>/undo/", titles.undo, name="undo"),
]
