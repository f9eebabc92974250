"""Addresses of exhibitions, below /staff/exhibitions/."""

from django.urls import path

from lienthu.exhibitions import views

app_name = "exhibitions"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.add, name="add"),
    path("<int:number>/", views.exhibition, name="exhibition"),
    path("<int:number>/change/", views.change, name="change"),
    path("<int:number>/titles/", views.add_title, name="add_title"),
    path("<int:number>/panels/new/", views.add_panel, name="add_panel"),
    path("<int:number>/counts/", views.count, name="count"),
    path("<int:number>/held/", views.hold, name="hold"),
    path("<int:number>/books.pdf", views.paper, name="paper"),
    path("books/<int:number>/remove/", views.remove_book, name="remove_book"),
    path("panels/<int:number>/", views.change_panel, name="change_panel"),
    path("panels/<int:number>/picture/", views.picture, name="picture"),
    path("panels/<int:number>/<slug:verb>/", views.panel_verb, name="panel_verb"),
]
