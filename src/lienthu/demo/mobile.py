"""The mobile library of the demonstration: two vehicles of An Giang, stops in real communes, trips for four weeks."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Hold
from lienthu.circulation.services import holds
from lienthu.demo.network import Member
from lienthu.federation.models import Organisation
from lienthu.mobile.models import Crew, Season, Stop, Trip, Vehicle
from lienthu.mobile.services import fleet, loading, stops, trips
from lienthu.patrons.models import Patron
from lienthu.patrons.rules import standing

LIBRARY = "AG"
WEEKS = 4
ABOARD = 60  # books on the first vehicle
WAIT = 4  # readers who wait for a book at the first stop


class Place(NamedTuple):
    """A stop: its commune's number and middle (the statistics office, 2025), and when the vehicle comes."""

    name: str
    commune: str
    point: tuple[float, float]
    rule: str
    hours: tuple[time, time]
    in_school: bool = True


MORNING, AFTERNOON, EVENING = (time(7, 30), time(10, 30)), (time(13, 30), time(16)), (time(18), time(20, 30))
ROUTES = {
    "Tuyến Bảy Núi": (
        Place("Trường THCS Tri Tôn", "30544", (10.4256, 105.004), "FREQ=WEEKLY;BYDAY=TU;INTERVAL=2", MORNING),
        Place("Trường Tiểu học Ô Lâm", "30577", (10.4045, 104.947), "FREQ=WEEKLY;BYDAY=TU;INTERVAL=2", AFTERNOON),
        Place("Chùa ở xã Núi Cấm", "30538", (10.4668, 105.04), "FREQ=MONTHLY;BYDAY=1SA", MORNING, in_school=False),
    ),
    "Tuyến biên giới": (
        Place("Đồn Biên phòng Nhơn Hội", "30346", (10.8832, 105.064), "FREQ=WEEKLY;BYDAY=TH", MORNING, in_school=False),
        Place("Trường Tiểu học Khánh Bình", "30341", (10.9383, 105.088), "FREQ=WEEKLY;BYDAY=TH", AFTERNOON),
        Place("UBND xã Châu Phong", "30403", (10.74, 105.172), "FREQ=MONTHLY;BYDAY=-1FR", MORNING, in_school=False),
    ),
}
VEHICLES = (("Ánh sáng tri thức", "67A-000.01", 6, 4000), ("Xe bán tải số 2", "67C-000.02", 0, 800))
PEOPLE = (
    (("Danh Thươl", "operator"), ("Néang Sóc Kha", "librarian"), ("Trần Lê Vy", "librarian")),
    (("Lê Hữu Phước", "operator"), ("Võ Ngọc Ánh", "librarian")),
)


@transaction.atomic
def build(*, libraries: Sequence[Member], at: datetime, today: datetime) -> None:
    """Vehicles, crews, stops and routes as of `at`, trips from `today` on. Safe to repeat."""
    library = next((member.library for member in libraries if member.library.code == LIBRARY), None)
    if library is None or Vehicle.objects.exists():
        return
    by: dict[str, Any] = {"actor": None, "at": at}
    school = stops.name_season(library=library, name="Năm học", first=(5, 9), last=(31, 5), **by)
    for (name, places), vehicle, people in zip(ROUTES.items(), VEHICLES, PEOPLE, strict=True):
        title, plate, computers, capacity = vehicle
        facts = {"name": title, "plate": plate, "seats": 4, "computers": computers, "capacity": capacity}
        crew = fleet.form_crew(library=library, name=f"Tổ {title}", **by)
        for person, duty in people:
            fleet.add_member(crew=crew, name=f"{person} (trình diễn)", duty=duty, user=None, **by)
        route = trips.keep_route(
            library=library,
            route=None,
            name=name,
            stops=[_stop(library, place, school, at, today) for place in places],
            vehicle=fleet.keep_vehicle(library=library, vehicle=None, facts=facts, **by),
            crew=crew,
            **by,
        )
        first = timezone.localdate(today)
        trips.plan_ahead(route=route, first=first, last=trips.until(first, WEEKS), actor=None, at=today)
    first_stop = Stop.objects.filter(library=library).order_by("pk")[0]
    _wait_at(first_stop, today)
    _today(library, first_stop, today)


def _stop(library: Organisation, place: Place, school: Season, at: datetime, today: datetime) -> Stop:
    latitude, longitude = place.point
    stop = stops.open_stop(
        library=library,
        name=place.name,
        latitude=latitude,
        longitude=longitude,
        admin_unit_code=place.commune,
        facts={"contact": "Người phụ trách (trình diễn)", "audience": "học sinh, người dân"},
        actor=None,
        at=at,
    )
    begins, ends = place.hours
    season = school if place.in_school else None
    stops.serve(
        stop=stop, rule=place.rule, anchor=timezone.localdate(today), begins=begins, ends=ends, season=season,
        actor=None, at=today,
    )  # fmt: skip
    return stop


def _wait_at(stop: Stop, at: datetime) -> None:
    """Some readers wait at the stop for books that stand on the library's shelves."""
    day = timezone.localdate(at)
    waiting = Hold.objects.open().exclude(patron=None).values("patron")
    patrons = Patron.objects.filter(library=stop.library).exclude(pk__in=waiting).order_by("pk")
    readers = [each for each in patrons if not standing(each, day)]
    free = Copy.objects.filter(status=Copy.Status.AVAILABLE, custodian=stop.library).select_related("record")
    for reader, copy in zip(readers[:WAIT], free.order_by("-pk")[:WAIT], strict=False):
        asked = holds.Asked(patron=reader, title=copy.record.title_id, library=stop.library, site=stop.site)
        holds.place(asked=asked, actor=None, at=at)


def _today(library: Organisation, stop: Stop, at: datetime) -> None:
    """A trip of this very day with books on board, to be driven by whoever looks at the demonstration."""
    vehicle = Vehicle.objects.filter(library=library).order_by("pk")[0]
    crew = Crew.objects.filter(library=library).order_by("pk")[0]
    free = Copy.objects.filter(status=Copy.Status.AVAILABLE, owner=library, custodian=library).exclude(barcode="")
    for code in free.order_by("pk").values_list("barcode", flat=True)[:ABOARD]:
        loading.put_on_board(vehicle=vehicle, code=code, actor=None, at=at)
    day = timezone.localdate(at)
    hour = timezone.localtime(at).hour
    begins, ends = next(span for span in (MORNING, AFTERNOON, EVENING) if hour < span[1].hour or span is EVENING)
    if not Trip.objects.filter(vehicle=vehicle, on=day).exists():
        halt, leaves = trips.Halt(stop, begins, ends), time(begins.hour - 1, begins.minute)
        trips.plan(library=library, on=day, halts=[halt], vehicle=vehicle, crew=crew, leaves=leaves, actor=None, at=at)
