"""Addresses of the ledger's pages, below /staff/ledger/."""

from django.urls import path

from lienthu.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.events, name="events"),
    path("copies/", views.copies, name="copies"),
    path("<int:number>/", views.event_page, name="event"),
]
