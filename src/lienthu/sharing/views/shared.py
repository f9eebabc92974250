"""What the pages of the room share."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.accounts.queries import working_library
from lienthu.federation.models import Organisation

READ, WRITE = "sharing.read", "sharing.write"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def library_at_work(request: HttpRequest) -> Organisation:
    """The library that a view behind `at_work` works at."""
    return cast(Organisation, working_library(request))


def by(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when: for services."""
    return {"actor": cast(User, request.user), "at": timezone.now()}


def download(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
