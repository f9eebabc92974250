"""Addresses of the intake pages, below /staff/intake/."""

from django.urls import path

from lienthu.intake.views import files, rows, starting

app_name = "intake"
urlpatterns = [
    path("", starting.home, name="home"),
    path("start/", starting.start, name="start"),
    path("files/", files.files, name="files"),
    path("files/<int:number>/", files.file_page, name="file"),
    path("files/<int:number>/run/", files.start, name="run"),
    path("files/<int:number>/again/", files.again, name="again"),
    path("files/<int:number>/discard/", files.discard, name="discard"),
    path("files/<int:number>/kept.xlsx", files.kept, name="kept"),
    path("tables/<slug:kind>.xlsx", files.table, name="table"),
    path("rows/<int:number>/settle/", rows.settle, name="settle"),
]
