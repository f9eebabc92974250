"""Addresses for the staff: which sites there are, questions, articles begun from what happened; Wagtail's own below."""

from django.urls import path

from lienthu.website.views import articles, desk, keeping

app_name = "website"
urlpatterns = [
    path("", keeping.index, name="index"),
    path("new/", keeping.open_new, name="open"),
    path("write/", articles.write, name="write"),
    path("<slug:code>/", keeping.change, name="site"),
    path("<slug:code>/article/", articles.choose, name="begin"),
    path("<slug:code>/questions/", desk.queue, name="questions"),
    path("article/<int:number>/", articles.show, name="article"),
    path("article/<int:number>/changed/", keeping.settle, name="settle"),
    path("question/<int:number>/", desk.question, name="question"),
]
