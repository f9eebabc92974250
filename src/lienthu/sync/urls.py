"""Addresses below /staff/sync/."""

from django.urls import path

from lienthu.sync.views import devices, questions

app_name = "sync"
urlpatterns = [
    path("devices/", devices.devices, name="devices"),
    path("devices/<uuid:number>/", devices.device_page, name="device"),
    path("devices/<uuid:number>/cut-off/", devices.cut_off, name="cut_off"),
    path("enrolments/<int:number>/", devices.enrolment, name="enrolment"),
    path("files/", devices.files, name="files"),
    path("questions/", questions.questions, name="questions"),
    path("questions/<int:number>/", questions.answer, name="answer"),
]
