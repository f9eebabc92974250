"""The public timetable: where the mobile library comes next, by place, on a map, and for one's own calendar."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthu.common.downloads import download
from lienthu.federation import queries as federation
from lienthu.lib.ical import Event, calendar
from lienthu.lib.vietnamese import fold, sort_key
from lienthu.mobile import maps
from lienthu.mobile.models import Stop
from lienthu.mobile.queries import timetable
from lienthu.mobile.queries.timetable import AHEAD, Visit
from lienthu.mobile.rules import ONE_DAY

SHOWN = 20  # visits on a stop's page
PRODUCT = "-//Lien Thu//Mobile library//VI"


class Place(NamedTuple):
    """A province, and its stops with what is next."""

    code: str
    name: str
    stops: list[tuple[Stop, str, Visit | None]]  # stop, commune, next visit


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every stop by province, or those of one (`?province=48`), or whose name or place has the words in `?q=`."""
    text, province = request.GET.get("q", "").strip()[:80], request.GET.get("province", "")
    now = timezone.now()
    stops = list(timetable.stops_of(None, timezone.localdate(now)))
    coming = timetable.next_visits(stops, now)
    places = _places(stops, coming)
    shown = [_matching(place, text) for place in places if province in ("", place.code)]
    shown = [place for place in shown if place.stops]
    on_map = [stop for place in shown for stop, _commune, _visit in place.stops]
    context = {
        "places": shown,
        "provinces": [(place.code, place.name) for place in places],
        "province": province,
        "text": text,
        "map": maps.of_stops(_("Stops of the mobile library"), on_map, coming),
    }
    return render(request, "portal/mobile_library.html", context)


def _places(stops: Sequence[Stop], coming: dict[int, Visit]) -> list[Place]:
    """By the name of the province; stops whose place nobody wrote down come last."""
    day = timezone.localdate()
    codes = {stop.site.admin_unit_code for stop in stops} - {""}
    above = timetable.units_above(codes, day)
    names = federation.admin_unit_names({*codes, *above.values()} - {""}, day)
    found: dict[str, list[tuple[Stop, str, Visit | None]]] = {}
    for stop in stops:
        code = stop.site.admin_unit_code
        province = above.get(code, "") or code
        commune = names.get(code, "") if code != province else ""
        found.setdefault(province, []).append((stop, commune, coming.get(stop.pk)))
    places = [Place(code, names.get(code, ""), rows) for code, rows in found.items()]
    for place in places:
        place.stops.sort(key=lambda row: (sort_key(row[1]), sort_key(row[0].site.name)))
    return sorted(places, key=lambda place: (not place.name, sort_key(place.name)))


def _matching(place: Place, text: str) -> Place:
    if not text or fold(text) in fold(place.name):
        return place
    wanted = fold(text)
    rows = [row for row in place.stops if wanted in fold(f"{row[0].site.name} {row[0].site.address} {row[1]}")]
    return place._replace(stops=rows)


def _stop(number: int) -> Stop:
    found = timetable.stops_of(None, timezone.localdate()).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@require_safe
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """One stop: whose vehicle, where, and the visits to come."""
    row = _stop(number)
    now = timezone.now()
    today = timezone.localdate(now)
    visits = [each for each in timetable.visits([row], today, today + AHEAD * ONE_DAY) if each.ends_at > now]
    names = federation.names([row.library_id, *([row.host_id] if row.host_id else [])], today, get_language() or "vi")
    context = {
        "stop": row,
        "library": names[row.library_id],
        "host": names.get(row.host_id or 0, row.host_name),
        "visits": visits[:SHOWN],
        "map": maps.of_stops(str(row), [row], timetable.next_visits([row], now)),
        "feed": request.build_absolute_uri(reverse("portal:mobile_stop_feed", args=[row.pk])),
    }
    return render(request, "portal/mobile_stop.html", context)


@require_safe
def stop_feed(request: HttpRequest, number: int) -> HttpResponse:
    """The visits of one stop as a calendar that telephones subscribe to."""
    row = _stop(number)
    return _feed(request, [row], _("Mobile library: %(stop)s") % {"stop": row}, f"stop-{row.pk}")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The visits of every stop, or of one province (`?province=48`)."""
    stops = list(timetable.stops_of(None, timezone.localdate()))
    province = request.GET.get("province", "")
    if province:
        stops = [row for place in _places(stops, {}) if place.code == province for row, _commune, _visit in place.stops]
    return _feed(request, stops, _("Mobile library"), "stops")


def _feed(request: HttpRequest, stops: Sequence[Stop], name: str, file: str) -> HttpResponse:
    """Those that do not take place are in it too, as cancelled, so that they go from whoever subscribed before."""
    now = timezone.now()
    today = timezone.localdate(now)
    events = []
    for each in timetable.visits(stops, today, today + AHEAD * ONE_DAY):
        site = each.stop.site
        point = (site.latitude, site.longitude) if site.latitude is not None and site.longitude is not None else None
        events.append(
            Event(
                uid=f"stop-{each.stop.pk}-{each.on:%Y%m%d}-{each.begins:%H%M}@{request.get_host().partition(':')[0]}",
                begins=each.starts_at,
                ends=each.ends_at,
                stamp=now,
                summary=_("Mobile library: %(stop)s") % {"stop": each.stop},
                place=", ".join(filter(None, [site.name, site.address])),
                point=point,
                description=each.fails,
                url=request.build_absolute_uri(reverse("portal:mobile_stop", args=[each.stop.pk])),
                is_cancelled=bool(each.fails),
            )
        )
    answer = download(calendar(events, name=name, product=PRODUCT), f"{file}.ics", shown=True)
    answer.headers["Cache-Control"] = "max-age=900"
    return answer
