"""Addresses of the pages about headings, below /staff/authorities/."""

from django.urls import URLPattern, path

from lienthu.authorities.views import changing, files, headings, typing

app_name = "authorities"
urlpatterns: list[URLPattern] = [
    path("", headings.heading_list, name="headings"),
    path("doubles/", headings.double_list, name="doubles"),
    path("doubles/different/", headings.different, name="different"),
    path("files/", files.files, name="files"),
    path("suggest/", typing.suggest, name="suggest"),
    path("<int:number>/", headings.heading_page, name="heading"),
    path("<int:number>/correct/", changing.correct, name="correct"),
    path("<int:number>/merge/", changing.merge, name="merge"),
    path("<int:number>/references/", changing.refer, name="refer"),
    path("<int:number>/references/drop/", changing.drop, name="drop"),
    path("<int:number>/relations/", changing.relate, name="relate"),
    path("relations/<int:number>/drop/", changing.unrelate, name="unrelate"),
    path("changes/<int:number>/", changing.change_page, name="change"),
    path("changes/<int:number>/undo/", changing.undo, name="undo"),
]
