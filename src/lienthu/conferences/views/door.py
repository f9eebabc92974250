"""The door: badges scanned or names pressed, also while the network is away; what is told later counts once."""

import json
from datetime import datetime, time, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from lienthu.accounts.pages import by
from lienthu.common import offline
from lienthu.common.errors import DomainError
from lienthu.conferences.models import Conference, Tap
from lienthu.conferences.queries import people
from lienthu.conferences.services import arrivals
from lienthu.conferences.services.arrivals import Told
from lienthu.conferences.views.shared import WRITE, around, of_conference

MOST = 500  # taps in one message
LARGEST = 200_000  # bytes of it
# What the page names beside its people.
FILES: Final = (
    *offline.COMMON,
    "conferences/conferences.css",
    "conferences/door.js",
    "django_htmx/htmx-2.min.js",
)


@never_cache
@of_conference(WRITE)
def door(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """Everybody with a box for the scanner. Without JavaScript each code is sent by itself."""
    said = None
    name = request.POST.get("door", "").strip()[:60]
    if request.method == "POST":
        code = request.POST.get("code", "").strip()[:80]
        told = Told(get_random_string(24), code, timezone.now())
        if code:
            try:
                said = arrivals.take(conference=conference, told=[told], door=name, **by(request))[0]
            except DomainError as refusal:
                return _page(request, conference, name, refused=str(refusal))
    return _page(request, conference, name, said=said)


def _page(request: HttpRequest, conference: Conference, name: str, **more: object) -> HttpResponseBase:
    rows = people.in_order(conference)
    units = people.unit_names(conference, rows)
    context = {
        "tab": "door", "rows": [(each, units[each.pk]) for each in rows], "door": name,
        "attendance": people.attendance(conference), **more,
    }  # fmt: skip
    return render(request, "conferences/door.html", around(request, conference, _("At the door"), **context))


@require_POST
@never_cache
@of_conference(WRITE)
def taps(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """What a device kept: {"door", "taps": [{"key", "code", "at"}]} → {"outcomes": {key: {…}}, "arrived": n}."""
    told, name = _read(request)
    if told is None:
        return JsonResponse({"error": _("What this device sent cannot be read.")}, status=400)
    try:
        found = arrivals.take(conference=conference, told=told, door=name, **by(request))
    except DomainError as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)
    attendance = people.attendance(conference)
    outcomes = {tap.key: {"outcome": tap.outcome, "said": in_words(tap)} for tap in found}
    return JsonResponse({"outcomes": outcomes, "arrived": attendance.arrived, "registered": attendance.registered})


def in_words(tap: Tap) -> str:
    """What whoever stands at the door reads."""
    if tap.delegate is None:
        return _("%(code)s is no badge of this conference.") % {"code": tap.code}
    name = tap.delegate.called
    match tap.outcome:
        case Tap.Outcome.COUNTED:
            return _("%(name)s: welcome.") % {"name": name}
        case Tap.Outcome.WITHDRAWN:
            return _("%(name)s had withdrawn. Register them again, then scan.") % {"name": name}
    came = tap.delegate.arrived_at
    time = f"{timezone.localtime(came):%H:%M}" if came else "–"
    return _("%(name)s came in at %(time)s already.") % {"name": name, "time": time}


def _read(request: HttpRequest) -> tuple[list[Told] | None, str]:
    """The taps of a message and its door; None for what is none."""
    if len(request.body) > LARGEST:
        return None, ""
    try:
        given = json.loads(request.body)
        rows = given["taps"]
        told = [Told(_key(row["key"]), str(row["code"])[:80], _moment(row["at"])) for row in rows]
    except (ValueError, TypeError, KeyError):
        return None, ""
    return (told if len(told) <= MOST else None), str(given.get("door", ""))[:60]


def _key(text: object) -> str:
    if not isinstance(text, str) or not 8 <= len(text) <= 40 or not text.isascii():
        raise ValueError(text)
    return text


def _moment(text: object) -> datetime:
    found = parse_datetime(text) if isinstance(text, str) else None
    if found is None or found.tzinfo is None:
        raise ValueError(text)
    return found


@require_safe
@of_conference(WRITE)
@cache_control(no_cache=True)
def worker(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """What opens the door's page without a network, until the day after the conference."""
    until = timezone.make_aware(datetime.combine(conference.last_on + timedelta(days=2), time()))
    return offline.worker(
        shell=reverse("conferences:door", args=[conference.pk]), files=FILES, of_person=True, until=until
    )


@require_safe
@never_cache
@of_conference(WRITE)
def counts(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """How many are there, member by member: asked again and again by the page."""
    return render(request, "conferences/_counts.html", {"attendance": people.attendance(conference)})
