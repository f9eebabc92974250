"""Addresses of a public computer's own page, below /kiosk/. No sign-in: the key in the address is the computer."""

from django.urls import path

from lienthu.visits.views import kiosk

app_name = "kiosk"
urlpatterns = [
    path("<str:key>/", kiosk.page, name="page"),
    path("<str:key>/state", kiosk.state, name="state"),
    path("<str:key>/start", kiosk.start, name="start"),
    path("<str:key>/end", kiosk.end, name="end"),
]
