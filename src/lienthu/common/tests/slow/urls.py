import time
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.views import health


def wait(request: HttpRequest) -> HttpResponse:
    folder = Path(request.GET["folder"])
    (folder / "asked").touch()
    while not (folder / "go").exists():
        time.sleep(0.02)
    return HttpResponse("finished")


def work(request: HttpRequest) -> HttpResponse:
    jobs.enqueue("slow", {"folder": request.GET["folder"]}, actor=None, at=timezone.now())
    return HttpResponse("asked")


urlpatterns = [path("health", health), path("wait", wait), path("work", work)]
