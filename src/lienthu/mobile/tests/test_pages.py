"""The staff's pages and the public timetable, as people walk through them."""

import datetime
from collections.abc import Callable

import pytest
from conftest import Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.common.tests.builders import photograph, says_nothing
from lienthu.mobile.models import CrewRule, Figure, Route, Season, Service, Stop, Trip, Vehicle
from lienthu.mobile.services import driving

from . import builders
from .builders import by

pytestmark = pytest.mark.django_db


def everything(person: Person) -> list[str]:
    """An address of every page, with something of the person's library on it."""
    stop = builders.stop(person)
    builders.served(stop, person)
    vehicle, crew = builders.vehicle(person), builders.crew(person)
    route = builders.route(person, stop, vehicle=vehicle, crew=crew)
    trip = _today(builders.trip(person, stop, vehicle=vehicle, crew=crew))
    plain = ("trips", "fleet", "add_vehicle", "crew_rules", "stops", "add_stop", "add_season", "routes", "add_route")
    return [
        *(reverse(f"mobile:{name}") for name in (*plain, "add_trip")),
        reverse("mobile:vehicle", args=[vehicle.pk]),
        reverse("mobile:books", args=[vehicle.pk]),
        reverse("mobile:crew", args=[crew.pk]),
        reverse("mobile:stop", args=[stop.pk]),
        reverse("mobile:change_stop", args=[stop.pk]),
        reverse("mobile:route", args=[route.pk]),
        reverse("mobile:trip", args=[trip.pk]),
        reverse("mobile:pack", args=[trip.pk]),
        reverse("mobile:report", args=[trip.pk]),
    ]


def _today(trip: Trip) -> Trip:
    Trip.objects.filter(pk=trip.pk).update(on=timezone.localdate())
    return Trip.objects.get(pk=trip.pk)


@pytest.fixture
def at_work(ours: Person, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(ours)


def test_every_page_opens(at_work: Client, ours: Person) -> None:
    for address in everything(ours):
        assert at_work.get(address).status_code == 200, address


def test_who_drives_does_not_plan(ours: Person, driver: Person, signed_in: Callable[[Person], Client]) -> None:
    client = signed_in(driver)
    assert client.get("/staff/mobile/").status_code == 200
    assert client.get("/staff/mobile/stops/").status_code == 403
    assert client.post("/staff/mobile/vehicles/new/", {"name": "Xe"}).status_code == 403


def test_a_stop_is_put_into_the_timetable_by_a_plain_form(at_work: Client, ours: Person) -> None:
    at_work.post("/staff/mobile/seasons/new/", {"name": "Năm học", "first": "5/9", "last": "31/5"})
    entered = {"name": "Trường PTDTBT Cao Bồ", "latitude": "22.75", "longitude": "104.93", "contact": "Cô Mai"}
    answer = at_work.post("/staff/mobile/stops/new/", entered)
    stop = Stop.objects.get()
    assert answer["Location"] == f"/staff/mobile/stops/{stop.pk}/"
    week = {"how": "W2", "days": ["TU"], "first_on": "05/09/2028", "begins": "8h", "ends": "10:30"}
    at_work.post(answer["Location"], week | {"season": str(Season.objects.get().pk)})
    service = Service.objects.get()
    assert (service.rule, str(service.begins)) == ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=2", "08:00:00")
    assert service.anchor == datetime.date(2028, 9, 5)
    at_work.post(answer["Location"], week | {"how": "M-1", "days": ["FR"]})
    assert Service.objects.last().rule == "FREQ=MONTHLY;BYDAY=-1FR"  # type: ignore[union-attr]


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"begins": "mười giờ"}, "7:30"),
        ({"begins": "11:00"}, "giờ"),
        ({"days": []}, "bắt buộc"),
        ({"how": "M1", "days": ["MO", "TU"]}, "một"),
        ({"last_day": "01/01/2027"}, "ngày"),
    ],
)
def test_a_form_that_cannot_be_says_why_and_keeps_nothing(
    at_work: Client, ours: Person, wrong: dict[str, object], said: str
) -> None:
    stop = builders.stop(ours)
    entered = {"how": "W1", "days": ["TU"], "first_on": "05/09/2028", "begins": "8:00", "ends": "10:30"}
    answer = at_work.post(f"/staff/mobile/stops/{stop.pk}/", entered | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Service.objects.exists()


def test_from_the_vehicle_to_the_closed_report(at_work: Client, ours: Person) -> None:
    stop = builders.stop(ours)
    at_work.post(
        "/staff/mobile/vehicles/new/",
        {"name": "Xe 1", "seats": "3", "readers_seats": "0", "computers": "6", "capacity": "3000"},
    )
    at_work.post("/staff/mobile/vehicles/", {"name": "Tổ 1"})
    vehicle, today = Vehicle.objects.get(), timezone.localdate()
    plan = {"day": f"{today:%d/%m/%Y}", "leaves": "7:00", "vehicle": str(vehicle.pk)}
    answer = at_work.post("/staff/mobile/trips/new/", plan | {f"from-{stop.pk}": "8:00", f"to-{stop.pk}": "10:00"})
    trip = Trip.objects.get()
    page = f"/staff/mobile/trips/{trip.pk}/"
    assert answer["Location"] == page
    for duty, name in (("operator", "Páo"), ("librarian", "Mẩy"), ("librarian", "Hà")):
        at_work.post(f"{page}join/", {"name": name, "duty": duty})
    row = trip.stops.get()
    at_work.post(f"/staff/mobile/trips/stops/{row.pk}/told/", {"how": "Zalo"})
    at_work.post(f"{page}leave/", {"km": "100"})
    at_work.post(f"/staff/mobile/trips/stops/{row.pk}/arrive/")
    assert stop.site.name in at_work.get(page).content.decode()
    at_work.post("/staff/visits/door/count/", {"age_band": "child", "quantity": "25"})
    at_work.post(f"{page}back/", {"km": "160"})
    at_work.get(f"{page}report/")
    children = Figure.objects.get(measure="children")
    assert children.counted == 25
    at_work.post(f"/staff/mobile/figures/{children.pk}/", {"number": "30", "reason": "Năm em đến sau"})
    at_work.post(f"{page}costs/", {"kind": "fuel", "amount": "800000"})
    at_work.post(f"{page}incidents/", {"clock": "9h15", "text": "Thủng lốp"})
    at_work.post(f"{page}photos/", {"photo": SimpleUploadedFile("a.jpg", photograph()), "caption": "Buổi đọc"})
    photo = trip.photos.get()
    shown = at_work.get(f"/staff/mobile/photos/{photo.pk}/")
    assert shown["Content-Type"] == "image/jpeg"
    assert says_nothing(b"".join(shown.streaming_content))  # type: ignore[attr-defined]
    assert at_work.post(f"{page}report/", {"number": "05/BC-TVT", "remarks": ""}).status_code == 302
    trip.refresh_from_db()
    assert trip.state == Trip.State.CLOSED
    word = at_work.get(f"{page}report.docx")
    assert word["Content-Disposition"].endswith('.docx"')
    assert at_work.get(f"{page}report.exe").status_code == 404


def test_trips_are_planned_by_routes(at_work: Client, ours: Person) -> None:
    stop = builders.stop(ours)
    builders.served(stop, ours, rule="FREQ=WEEKLY;BYDAY=TU")
    vehicle = builders.vehicle(ours)
    at_work.post("/staff/mobile/routes/new/", {"name": "Tuyến 1", "vehicle": str(vehicle.pk), f"turn-{stop.pk}": "1"})
    route = Route.objects.get()
    at_work.post("/staff/mobile/routes/", {"route": str(route.pk), "first": "05/06/2028", "weeks": "2"})
    assert [trip.on.isoformat() for trip in Trip.objects.order_by("on")] == ["2028-06-06", "2028-06-13"]


def test_a_crew_is_dissolved_and_a_route_given_up_while_their_trips_stay(at_work: Client, ours: Person) -> None:
    stop, vehicle, crew = builders.stop(ours), builders.vehicle(ours), builders.crew(ours)
    route = builders.route(ours, stop, vehicle=vehicle, crew=crew)
    trip = builders.trip(ours, stop, vehicle=vehicle, crew=crew)
    at_work.post(f"/staff/mobile/crews/{crew.pk}/dissolve/")
    at_work.post(f"/staff/mobile/routes/{route.pk}/give-up/")
    assert "Tổ xe số 1" not in at_work.get("/staff/mobile/vehicles/").content.decode()
    assert "Tuyến Vị Xuyên" not in at_work.get("/staff/mobile/routes/").content.decode()
    assert trip.members.count() == 3


def test_a_rule_is_laid_down_with_source_and_article(at_work: Client, ours: Person) -> None:
    entered = {"people": "4", "operators": "1", "librarians": "2", "source": "QĐ 12/QĐ-TVT", "valid_from": "01/01/2030"}
    assert at_work.post("/staff/mobile/rules/", entered | {"people": "2"}).status_code == 422
    at_work.post("/staff/mobile/rules/", entered)
    assert str(CrewRule.objects.get()) == "QĐ 12/QĐ-TVT"


def test_today_shows_the_trip_of_today_and_the_report_to_write(at_work: Client, ours: Person) -> None:
    trip = _today(builders.trip(ours, builders.stop(ours)))
    assert "Chuyến của thư viện lưu động hôm nay" in at_work.get("/staff/").content.decode()
    driving.leave(trip=trip, **by(ours, timezone.now()))
    driving.come_back(trip=trip, **by(ours, timezone.now()))
    assert "báo cáo chuyến cần viết" in at_work.get("/staff/").content.decode()


@pytest.mark.once
def test_the_public_timetable_names_stops_by_place_and_finds_them_without_marks(ours: Person) -> None:
    stop = builders.stop(ours, admin_unit_code="")
    builders.served(stop, ours, rule="FREQ=WEEKLY;BYDAY=TU")
    page = Client().get("/xe-luu-dong/", {"q": "minh tan"}).content.decode()
    assert "Trường Tiểu học Minh Tân" in page
    assert "08:00–10:30" in page
    assert f'href="/xe-luu-dong/{stop.pk}/"' in page
    assert "Trường Tiểu học" not in Client().get("/xe-luu-dong/", {"q": "ca mau"}).content.decode()
    assert Client().get(f"/xe-luu-dong/{stop.pk}/").status_code == 200
    assert Client().get("/xe-luu-dong/999/").status_code == 404
    assert "/xe-luu-dong/" in Client().get("/").content.decode()


def test_the_feed_of_a_stop_has_its_visits_and_says_which_are_called_off(ours: Person) -> None:
    stop = builders.stop(ours)
    builders.served(stop, ours, rule="FREQ=WEEKLY;BYDAY=TU")
    answer = Client().get(f"/xe-luu-dong/{stop.pk}/lich.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == text.count("STATUS:CONFIRMED") + text.count("STATUS:CANCELLED") >= 20
    assert f"URL:http://testserver/xe-luu-dong/{stop.pk}/" in text
    assert "SUMMARY:Thư viện lưu động: Trường Tiểu học Minh Tân" in text
    assert Client().get("/xe-luu-dong/lich.ics").content.count(b"BEGIN:VEVENT") == text.count("BEGIN:VEVENT")
    assert Client().get("/xe-luu-dong/lich.ics", {"province": "99"}).content.count(b"BEGIN:VEVENT") == 0
