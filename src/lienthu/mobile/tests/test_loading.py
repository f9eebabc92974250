"""What the vehicle carries, and what a device takes along on a trip and brings back."""

import datetime
from base64 import b64encode
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from conftest import Person, client_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.circulation.services import loans
from lienthu.circulation.tests import builders as desk
from lienthu.federation.models import Site
from lienthu.ledger.models import Event, Kind
from lienthu.mobile import offline
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Drop, Measure, Stop, Trip
from lienthu.mobile.queries import loading
from lienthu.mobile.services import driving, reports
from lienthu.mobile.services import loading as services
from lienthu.mobile.services.packing import pack
from lienthu.patrons.tests import builders as people
from lienthu.rotation.tests import builders as rotation
from lienthu.sync.queries import undecided_on_trip
from lienthu.sync.tests.builders import Phone, hours_ago, phone

from . import builders
from .builders import TUESDAY, by, morning
from .test_reports import drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def stop(ours: Person) -> Stop:
    return builders.stop(ours)


def test_a_copy_on_board_belongs_to_the_vehicle_and_off_board_to_the_house(ours: Person, tmp_path: Path) -> None:
    desk.stock(tmp_path, ours, "HG1")
    depot, vehicle = rotation.depot(ours), builders.vehicle(ours)
    services.put_on_board(vehicle=vehicle, code="hg1", **by(ours))
    copy = Copy.objects.get(barcode="HG1")
    assert (copy.place_id, copy.assigned_id, copy.owner_id) == (vehicle.site_id, vehicle.site_id, ours.library.pk)
    assert loading.on_board(vehicle).count() == 1
    services.take_off_board(vehicle=vehicle, code="HG1", to=depot, **by(ours))
    assert Copy.objects.get(barcode="HG1").place_id == depot.pk
    with pytest.raises(MobileRefused) as refusal:
        services.take_off_board(vehicle=vehicle, code="HG1", to=depot, **by(ours))
    assert refusal.value.code == "not_on_board"


@pytest.mark.parametrize("code", ["", "NONE"])
def test_a_code_that_no_copy_has_goes_nowhere(ours: Person, tmp_path: Path, code: str) -> None:
    desk.stock(tmp_path, ours, "HG1")
    with pytest.raises(MobileRefused):
        services.put_on_board(vehicle=builders.vehicle(ours), code=code, **by(ours))


def test_a_set_in_rotation_goes_along_and_counts_in_the_load(ours: Person, stop: Stop, tmp_path: Path) -> None:
    box, copies = rotation.box(ours), rotation.shelved(tmp_path, ours, titles=2)
    rotation.packed(ours, box, copies[:1] + copies[3:4])
    placement = rotation.planned(ours, box, rotation.site(ours))
    trip = builders.trip(ours, stop, vehicle=builders.vehicle(ours, capacity=1))
    assert list(loading.could_go_along(ours.library)) == [placement]
    drop = services.take_along(trip=trip, placement=placement, **by(ours))
    load = loading.load_of(trip)
    assert (drop.verb, load.sets, load.is_too_much) == (Drop.Verb.BRING, 2, True)
    assert list(loading.could_go_along(ours.library)) == []
    other = builders.trip(ours, stop, crew=builders.crew(ours), vehicle=builders.vehicle(ours, "Xe 2"))
    with pytest.raises(MobileRefused) as refusal:
        services.take_along(trip=other, placement=placement, **by(ours))
    assert refusal.value.code == "taken"
    services.leave_out(drop=drop, **by(ours))
    assert list(loading.could_go_along(ours.library)) == [placement]


def test_a_set_that_stands_at_its_site_is_fetched(ours: Person, stop: Stop, tmp_path: Path) -> None:
    box, copies = rotation.box(ours), rotation.shelved(tmp_path, ours, titles=1)
    rotation.packed(ours, box, copies[:1])
    placement = rotation.there(ours, box, rotation.site(ours))
    trip = builders.trip(ours, stop)
    assert services.take_along(trip=trip, placement=placement, **by(ours)).verb == Drop.Verb.FETCH
    assert loading.load_of(trip).sets == 0  # it comes in on the way


def test_where_a_trip_stood_is_what_was_written_down_else_its_plan(ours: Person, stop: Stop) -> None:
    other = builders.stop(ours, "UBND xã Cao Bồ")
    trip = builders.trip(ours, stop, other)  # 8:00 and 10:00

    def stood(hour: float) -> Site | None:
        return offline.site_on(trip.pk, morning() + datetime.timedelta(hours=hour - 8))

    assert [stood(hour) for hour in (7, 7.75, 9.25, 9.75, 12)] == [
        trip.vehicle.site, stop.site, stop.site, other.site, other.site,
    ]  # fmt: skip
    driving.leave(trip=trip, **by(ours, morning()))
    driving.arrive(trip_stop=trip.stops.all()[1], **by(ours, morning(hour=8)))  # the other way round that day
    assert stood(8.5) == other.site
    assert offline.site_on(999, morning()) is None


def test_a_device_takes_the_trip_along_and_what_it_did_is_booked_at_its_stops(
    ours: Person, stop: Stop, tmp_path: Path
) -> None:
    desk.stock(tmp_path, ours, "HG1", "HG2", "HG3")
    reader = people.patron(ours.library, "Giàng A Sử", card="R1")
    regular = people.patron(ours.library, "Sùng Thị Mảy")
    people.patron(ours.library, "Người Không Quen")
    place = {"library": ours.library, "site": stop.site, "actor": ours.user}
    loans.check_out(copy=Copy.objects.get(barcode="HG3"), patron=regular, at=hours_ago(24 * 30), **place)
    trip = builders.trip(ours, stop)
    services.put_on_board(vehicle=trip.vehicle, code="HG1", **by(ours))
    desk.hold(reader, Copy.objects.get(barcode="HG2"), ours, site=stop.site)
    waiting = Copy.objects.get(status=Copy.Status.RESERVED)
    pack(trip=trip, code=waiting.barcode, **by(ours))
    now = timezone.now()
    Trip.objects.filter(pk=trip.pk).update(on=timezone.localdate(now))
    trip.refresh_from_db()
    trip.stops.update(begins=datetime.time(0, 1), ends=datetime.time(23, 59))
    device: Phone = phone(ours)
    scopes = device.ask("GET", "scopes/").json()["scopes"]
    assert {"kind": "trip", "id": trip.pk, "name": str(trip), "copies": 2} in scopes
    taken = device.ask("POST", "bundles/", {"bundle": str(uuid4()), "scope": {"kind": "trip", "id": trip.pk}}).json()
    assert (taken["trip"], taken["parts"]["mobile"]["stops"][0]["name"]) == (trip.pk, str(stop))
    assert {row[1] for row in taken["copies"]["rows"]} == {"HG1", waiting.barcode}
    assert {row[1] for row in taken["patrons"]["rows"]} == {reader.full_name, regular.full_name}
    driving.leave(trip=trip, **by(ours, now))
    device.act("visit", age_band="child", quantity=12, bundle=taken["bundle"], trip=trip.pk)
    device.act("in_house_use", barcode="HG1", copy=None, bundle=taken["bundle"], trip=trip.pk)
    assert {each["outcome"] for each in device.hand_in().values()} == {"applied"}
    events = Event.objects.filter(kind__in=(Kind.VISIT, Kind.IN_HOUSE_USE))
    assert set(events.values_list("trip", "site")) == {(trip.pk, stop.site_id)}
    said = {"computer_sessions": 7, "fuel_litres": 12.5, "fuel_cost": 300000, "other_cost": 0}
    device.act(
        "trip_report", **said, incidents="Mất điện", remarks="Cần thêm truyện", bundle=taken["bundle"], trip=trip.pk
    )
    assert device.hand_in()[3]["outcome"] == "applied"
    assert undecided_on_trip(trip.pk) == 0
    device.act("in_house_use", barcode="LA-1", bundle=taken["bundle"], trip=trip.pk)
    assert device.hand_in()[4]["outcome"] == "question"
    assert undecided_on_trip(trip.pk) == 1
    driving.come_back(trip=trip, **by(ours, now))
    trip.refresh_from_db()
    assert (trip.remarks, trip.incidents.get().text) == ("Cần thêm truyện", "Mất điện")
    assert trip.costs.values_list("amount", "litres").get() == (300_000, Decimal("12.5"))
    figures = {row.measure: row.counted for row in reports.draw_up(trip=trip)}  # nobody pressed “we are here”
    assert [figures[each] for each in (Measure.CHILDREN, Measure.USES, Measure.SESSIONS)] == [12, 1, 7]


def test_a_photo_from_a_device_is_kept_once_and_only_while_the_report_is_written(ours: Person, stop: Stop) -> None:
    trip, now = builders.trip(ours, stop), timezone.now()
    Trip.objects.filter(pk=trip.pk).update(on=timezone.localdate(now) + datetime.timedelta(days=1))
    device: Phone = phone(ours)
    picture = {"trip": trip.pk, "caption": "Các em đọc sách", "agreed": True, "jpeg": b64encode(drawn()).decode()}
    early = device.ask("POST", "photos/", picture)
    assert (early.status_code, early.json()["code"]) == (400, "wrong_state")
    Trip.objects.filter(pk=trip.pk).update(on=timezone.localdate(now))
    assert [device.ask("POST", "photos/", picture).status_code for _again in range(2)] == [200, 200]
    kept = trip.photos.get()
    assert (kept.caption, kept.agreed, kept.actor) == ("Các em đọc sách", True, ours.user)
    for wrong in ({"trip": 9999}, {"jpeg": "khong phai"}, {"jpeg": b64encode(b"no picture").decode()}, {"caption": 1}):
        assert device.ask("POST", "photos/", picture | wrong).status_code in (400, 403)
    assert trip.photos.count() == 1


def test_a_stick_brings_photos_too_each_once_and_those_that_are_not_taken_are_named(ours: Person, stop: Stop) -> None:
    trip = builders.trip(ours, stop)
    Trip.objects.filter(pk=trip.pk).update(on=timezone.localdate())
    device: Phone = phone(ours)
    picture = {"trip": trip.pk, "caption": "Các em đọc sách", "agreed": True, "jpeg": b64encode(drawn()).decode()}
    file = device.file(picture, picture | {"trip": 9999, "caption": "Xe ở chợ"})
    client = client_of(ours)
    for _again in range(2):
        client.post("/staff/sync/files/", {"file": SimpleUploadedFile("xe.json", file)})
        assert trip.photos.values_list("caption", "agreed").get() == ("Các em đọc sách", True)
        assert "Xe ở chợ" in client.get(f"/staff/sync/devices/{device.id}/").content.decode()
    touched = file.replace(b'\\"agreed\\": true', b'\\"agreed\\": false')
    assert client.post("/staff/sync/files/", {"file": SimpleUploadedFile("xe.json", touched)}).status_code == 422


def test_a_trip_that_nobody_could_start_is_written_down_as_driven_afterwards(ours: Person, stop: Stop) -> None:
    trip = builders.trip(ours, stop, crew=builders.crew(ours, "operator"))
    late = morning(TUESDAY + datetime.timedelta(days=2))
    with pytest.raises(MobileRefused) as refusal:
        driving.was_driven(trip=trip, **by(ours, late))
    assert refusal.value.code == "crew"
    done = driving.was_driven(trip=trip, against="Hai người ốm", **by(ours, late))
    assert (done.state, timezone.localtime(done.started_at).hour) == (Trip.State.BACK, 7)
    other = builders.trip(ours, stop, crew=builders.crew(ours), vehicle=builders.vehicle(ours, "Xe 2"))
    with pytest.raises(MobileRefused) as refusal:
        driving.was_driven(trip=other, **by(ours))
    assert refusal.value.code == "to_come"


def test_a_report_from_a_device_adds_costs_and_incidents_and_asks_about_what_it_cannot_read(
    ours: Person, stop: Stop
) -> None:
    trip, now = builders.trip(ours, stop), timezone.now()
    Trip.objects.filter(pk=trip.pk).update(on=timezone.localdate(now))
    driving.leave(trip=trip, **by(ours, now))
    device: Phone = phone(ours)
    device.ask("POST", "bundles/", {"bundle": str(uuid4()), "scope": {"kind": "trip", "id": trip.pk}})
    said = {"fuel_litres": 41.5, "fuel_cost": 900_000, "other_cost": 0, "incidents": "Sạt đường", "remedied": "Đi vòng"}
    device.act("trip_report", trip=trip.pk, **said)
    device.act("trip_report", trip=trip.pk, fuel_litres=10, fuel_cost=0)
    device.act("trip_report", trip=trip.pk, fuel_cost="nhiều")
    device.act("trip_report", trip=9999, **said)
    found = device.hand_in()
    assert [found[seq]["code"] for seq in (1, 2, 3, 4)] == ["", "nothing", "bad_data", "no_trip"]
    cost, incident = trip.costs.get(), trip.incidents.get()
    assert (cost.kind, cost.amount, cost.litres) == ("fuel", 900_000, Decimal("41.5"))
    assert (incident.text, incident.done) == ("Sạt đường", "Đi vòng")


def test_a_stop_of_which_nothing_was_written_down_is_said_to_be_served_later(ours: Person, stop: Stop) -> None:
    trip = builders.trip(ours, stop)
    driving.leave(trip=trip, **by(ours, morning()))
    driving.come_back(trip=trip, **by(ours, morning(hour=17)))
    assert reports.draw_up(trip=Trip.objects.get(pk=trip.pk)) == []
    driving.was_served(trip_stop=trip.stops.get(), **by(ours, morning(hour=17)))
    assert len(reports.draw_up(trip=Trip.objects.get(pk=trip.pk))) == len(Measure)
    assert timezone.localdate(trip.stops.get().arrived_at) == TUESDAY
