"""How wrong passwords are counted, for django-axes: which name, from which address, and what is told to whom waits."""

import math
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from axes.attempts import get_cool_off_threshold
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

STATUS = 429


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name or address that was typed, in small letters: “Lan” and “lan” are one."""
    tried = credentials or {}
    return str(tried.get("username") or tried.get("email") or request.POST.get("login", "")).strip().lower()[:255]


def address_of(request: HttpRequest) -> str | None:
    """Where the request comes from, behind as many proxies as LIENTHU_PROXIES says."""
    address: str | None = get_client_ip(request)
    return address


def told_to_wait(
    request: HttpRequest, _answer: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page that says how many minutes are left, instead of the answer."""
    tried = AccessAttempt.objects.filter(
        username=name_tried(request, credentials),
        ip_address=address_of(request),
        attempt_time__gte=get_cool_off_threshold(request),
    )
    last = max((attempt.attempt_time for attempt in tried), default=timezone.now())
    left = last + get_cool_off(request) - timezone.now()
    minutes = max(1, math.ceil(left.total_seconds() / 60))
    return render(request, "accounts/wait.html", {"minutes": minutes}, status=STATUS)
