"""The device's own pages, below /may/. No sign-in: what a device may ask of the hub it signs with its own key."""

from django.urls import path

from lienthu.sync.views import device

app_name = "device"
urlpatterns = [
    path("", device.shell, name="shell"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("worker.js", device.worker, name="worker"),
]
