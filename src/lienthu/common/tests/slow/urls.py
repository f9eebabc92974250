import time
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lienthu.common.views import health


def wait(request: HttpRequest) -> HttpResponse:
    folder = Path(request.GET["folder"])
    (folder / "asked").touch()
    while not (folder / "go").exists():
        time.sleep(0.02)
    return HttpResponse("finished")


urlpatterns = [path("health", health), path("wait", wait)]
