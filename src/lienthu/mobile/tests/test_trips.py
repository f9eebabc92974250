"""Trips: enough people by the rule, the day itself, what is booked on the way."""

import datetime
from collections.abc import Callable

import pytest
from conftest import NOW, Person
from django.test import Client

from lienthu.accounts.queries import SITE_CHOSEN
from lienthu.ledger.models import AgeBand, Event, Kind
from lienthu.ledger.services import Activity, append, on_trip
from lienthu.mobile import working
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import CrewRule, Trip
from lienthu.mobile.queries import crews
from lienthu.mobile.services import driving, fleet, trips
from lienthu.visits.services import counts

from . import builders
from .builders import TUESDAY, by, morning

pytestmark = pytest.mark.django_db


def test_a_trip_with_too_few_people_names_the_rule_and_does_not_leave_without_a_reason(ours: Person) -> None:
    trip = builders.trip(ours, builders.stop(ours), crew=builders.crew(ours, "operator", "librarian"))
    lacks = crews.lacks(trip)
    assert len(lacks) == 2
    assert all("Thông tư 33/2018/TT-BVHTTDL" in each for each in lacks)
    with pytest.raises(MobileRefused) as refusal:
        driving.leave(trip=trip, **by(ours, morning()))
    assert refusal.value.code == "crew"
    driving.leave(trip=trip, against="Một người ốm, giám đốc đồng ý", **by(ours, morning()))
    trip.refresh_from_db()
    assert (trip.state, trip.reason) == (Trip.State.UNDER_WAY, "Một người ốm, giám đốc đồng ý")


def test_three_people_are_not_enough_when_nobody_drives(ours: Person) -> None:
    crew = builders.crew(ours, "librarian", "librarian", "librarian")
    assert len(crews.lacks(builders.trip(ours, builders.stop(ours), crew=crew))) == 1


def test_the_rule_of_the_day_of_the_trip_counts_and_names_its_article(ours: Person) -> None:
    trip = builders.trip(ours, builders.stop(ours))
    assert crews.lacks(trip) == []
    words = {
        "organisation": ours.library,
        "operators": 1,
        "librarians": 3,
        "source": "QĐ 12/QĐ-TVT",
        "article": "Điều 4",
    }
    fleet.lay_down(people=4, valid_from=TUESDAY + datetime.timedelta(days=1), **words, **by(ours))
    assert crews.lacks(trip) == []
    CrewRule.objects.update(valid_from=TUESDAY)
    assert all("QĐ 12/QĐ-TVT, Điều 4" in each for each in crews.lacks(trip))
    assert len(crews.lacks(trip)) == 2


def test_a_new_rule_ends_the_one_before_and_erases_nothing(ours: Person) -> None:
    words = {"organisation": ours.library, "operators": 1, "librarians": 1, "article": ""}
    fleet.lay_down(people=2, valid_from=TUESDAY, source="QĐ 1", **words, **by(ours))
    later = TUESDAY + datetime.timedelta(days=30)
    fleet.lay_down(people=3, valid_from=later, source="QĐ 2", **words, **by(ours))
    assert crews.rule_for(ours.library, later - datetime.timedelta(days=1)).people == 2  # type: ignore[union-attr]
    assert crews.rule_for(ours.library, later).people == 3  # type: ignore[union-attr]
    with pytest.raises(MobileRefused):
        fleet.lay_down(people=9, valid_from=TUESDAY, source="QĐ 3", **words, **by(ours))


def test_a_vehicle_makes_one_trip_a_day(ours: Person) -> None:
    vehicle, stop = builders.vehicle(ours), builders.stop(ours)
    first = builders.trip(ours, stop, vehicle=vehicle)
    with pytest.raises(MobileRefused) as refusal:
        builders.trip(ours, stop, vehicle=vehicle)
    assert refusal.value.code == "taken"
    trips.call_off(trip=first, reason="Mưa lớn", **by(ours))
    builders.trip(ours, stop, vehicle=vehicle)


def test_trips_ahead_follow_the_stops_and_leave_out_closed_days(ours: Person) -> None:
    one, other = builders.stop(ours), builders.stop(ours, "UBND xã Cao Bồ")
    builders.served(one, ours, rule="FREQ=WEEKLY;BYDAY=TU")
    builders.served(other, ours, begins=datetime.time(14), ends=datetime.time(16))
    route = builders.route(ours, one, other, vehicle=builders.vehicle(ours), crew=builders.crew(ours))
    made, left = trips.plan_ahead(route=route, first=TUESDAY, last=trips.until(TUESDAY, 7), **by(ours))
    assert [(trip.on - TUESDAY).days for trip in made] == [0, 7, 14, 21, 28, 35]
    assert [trip.stops.count() for trip in made] == [2, 1, 2, 1, 2, 1]
    assert [(day.isoformat(), why) for day, why in left] == [("2026-02-17", "Tết Âm lịch")]
    assert made[0].leaves == datetime.time(7)
    assert made[0].members.count() == 3
    again, _left = trips.plan_ahead(route=route, first=TUESDAY, last=trips.until(TUESDAY, 7), **by(ours))
    assert again == []


def test_a_trip_leaves_on_its_day_only(ours: Person) -> None:
    trip = builders.trip(ours, builders.stop(ours))
    with pytest.raises(MobileRefused) as refusal:
        driving.leave(trip=trip, **by(ours, NOW))
    assert refusal.value.code == "other_day"


def test_an_odometer_does_not_run_backward(ours: Person) -> None:
    trip = builders.trip(ours, builders.stop(ours))
    driving.leave(trip=trip, km=41_200, **by(ours, morning()))
    with pytest.raises(MobileRefused) as refusal:
        driving.come_back(trip=trip, km=41_000, **by(ours, morning(hour=17)))
    assert refusal.value.context["field"] == "km"


def test_what_is_booked_in_the_block_is_of_the_trip_and_nothing_after_it(ours: Person) -> None:
    with on_trip(7):
        append(Activity(kind=Kind.VISIT, at=NOW, host=ours.library.pk), actor=None)
        append(Activity(kind=Kind.VISIT, at=NOW, host=ours.library.pk, trip=9), actor=None)
    append(Activity(kind=Kind.VISIT, at=NOW, host=ours.library.pk), actor=None)
    assert list(Event.objects.values_list("trip", flat=True)) == [7, 9, 0]


def test_on_the_trip_visits_are_booked_at_the_stop_where_the_vehicle_stands(
    ours: Person, driver: Person, signed_in: Callable[[Person], Client]
) -> None:
    one, other = builders.stop(ours), builders.stop(ours, "UBND xã Cao Bồ")
    trip = _today(ours, one, other)
    client = signed_in(driver)
    client.post(f"/staff/mobile/trips/{trip.pk}/leave/", {"km": "41.200"})
    first, second = trip.stops.all()
    client.post(f"/staff/mobile/trips/stops/{first.pk}/arrive/")
    assert client.session[SITE_CHOSEN] == one.site_id
    assert _counted(client, "child") == [(trip.pk, one.site_id, AgeBand.CHILD)]
    driving.arrive(trip_stop=second, **by(ours, _now()))  # a colleague says so: this person's place follows
    assert _counted(client, "adult") == [(trip.pk, other.site_id, AgeBand.ADULT)]
    client.post(f"/staff/mobile/trips/{trip.pk}/back/", {"km": "41.260"})
    assert working.TRIP not in client.session
    trip.refresh_from_db()
    assert (trip.state, trip.km_after) == (Trip.State.BACK, 41_260)


def _counted(client: Client, band: str) -> list[tuple[int, int, str]]:
    before = set(Event.objects.values_list("pk", flat=True))
    answer = client.post("/staff/visits/door/count/", {"age_band": band, "quantity": "1"})
    assert answer.status_code in (200, 302), answer.content
    events = Event.objects.exclude(pk__in=before).filter(kind=Kind.VISIT)
    return list(events.values_list("trip", "site", "age_band"))


def _now() -> datetime.datetime:
    from django.utils import timezone

    return timezone.now()


def _today(person: Person, *where: object) -> Trip:
    trip = builders.trip(person, *where)  # type: ignore[arg-type]
    Trip.objects.filter(pk=trip.pk).update(on=_now().astimezone(datetime.timezone(datetime.timedelta(hours=7))).date())
    return Trip.objects.get(pk=trip.pk)


def test_who_chooses_another_place_of_work_has_got_off(
    ours: Person, driver: Person, signed_in: Callable[[Person], Client]
) -> None:
    stop = builders.stop(ours)
    trip = _today(ours, stop)
    client = signed_in(driver)
    client.post(f"/staff/mobile/trips/{trip.pk}/leave/", {})
    client.post(f"/staff/mobile/trips/stops/{trip.stops.get().pk}/arrive/")
    client.post("/staff/working/", {"library": ours.library.code, "site": ""})
    assert [(trip_, site) for trip_, site, _band in _counted(client, "adult")] == [(0, 0)]


def test_a_stop_passed_by_is_said_why_and_not_served(ours: Person) -> None:
    trip = builders.trip(ours, builders.stop(ours))
    row = trip.stops.get()
    with pytest.raises(MobileRefused):
        driving.pass_by(trip_stop=row, reason=" ", **by(ours))
    driving.leave(trip=trip, **by(ours, morning()))
    driving.pass_by(trip_stop=row, reason="Sạt lở đường", **by(ours, morning()))
    row.refresh_from_db()
    assert row.passed_by == "Sạt lở đường"


def test_counting_outside_a_trip_names_none(ours: Person) -> None:
    counts.count(library=ours.library, site=None, age_band=AgeBand.ADULT, actor=ours.user, at=NOW)
    assert Event.objects.get().trip == 0
