"""Twelve of the fourteen member libraries of the Mekong Delta have a vehicle; each drives its season."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Person

from lienthu.circulation.services import loans, marks
from lienthu.cli.tests.journeys.story import (
    Clock,
    Desk,
    booked,
    check_finds_nothing,
    one_custodian_at_every_instant,
    owners,
)
from lienthu.ledger.models import AgeBand, Kind
from lienthu.ledger.services import on_trip
from lienthu.mobile.models import Figure, Measure, Trip, TripStop
from lienthu.mobile.services import driving, reports, stops, trips
from lienthu.mobile.tests import builders
from lienthu.patrons.tests.builders import child
from lienthu.rotation.tests.builders import shelved
from lienthu.visits.services import counts

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MEMBERS = (
    "An Giang", "Bạc Liêu", "Bến Tre", "Cà Mau", "Cần Thơ", "Đồng Tháp", "Hậu Giang", "Kiên Giang", "Long An",
    "Sóc Trăng", "Tiền Giang", "Trà Vinh", "Vĩnh Long", "Trường Đại học Cần Thơ",
)  # fmt: skip
WITHOUT = {"Hậu Giang", "Trường Đại học Cần Thơ"}
TRIPS, STOPS = 2, 2  # of each vehicle; stops of each trip


class Member:
    """A member with its vehicle, crew, two school yards, a route, and a reader of each school."""

    def __init__(self, person: Callable[..., Person], number: int, name: str, folder: Path, clock: Clock) -> None:
        self.clock, self.number = clock, number
        self.head = person(f"DBSCL{number:02}", f"Thư viện {name}", kind="director")
        self.vehicle = builders.vehicle(self.head, computers=10)
        self.copies = shelved(folder, self.head, 1, prefix=f"M{number}-")
        self.reader = child(self.head.library, f"Em {name}")
        yards = [
            builders.stop(self.head, f"Trường tiểu học {name} {n}", latitude=9.5 + number / 10, longitude=105.5 + n / 5)
            for n in (1, 2)
        ]
        season = stops.name_season(
            library=self.head.library, name="Năm học", first=(5, 9), last=(31, 5), **builders.by(self.head, clock.at)
        )
        monday = clock.today + datetime.timedelta(days=7)
        for each, hour in zip(yards, (8, 14), strict=True):
            stops.serve(
                stop=each, rule="FREQ=WEEKLY;BYDAY=MO;INTERVAL=2", anchor=monday, begins=datetime.time(hour),
                ends=datetime.time(hour + 2), season=season, **builders.by(self.head, clock.at),
            )  # fmt: skip
        route = builders.route(self.head, *yards, vehicle=self.vehicle, crew=builders.crew(self.head))
        self.trips, left = trips.plan_ahead(
            route=route, first=monday, last=trips.until(monday, 2 * TRIPS), **builders.by(self.head, clock.at)
        )
        assert left == []


def serves(member: Member, trip: Trip, halt: TripStop) -> None:
    """An hour at a stop: children come, one takes a book home, others read, and the last trip's book comes back."""
    at, site = member.clock.at, halt.stop.site
    place = {"library": member.head.library, "site": site, "actor": member.head.user, "at": at}
    driving.arrive(trip_stop=halt, actor=member.head.user, at=at)
    with on_trip(trip.pk):
        counts.count(age_band=AgeBand.CHILD, quantity=20 + member.number, **place)
        counts.count(age_band=AgeBand.ADULT, quantity=2, **place)
        loans.check_out(copy=member.copies[halt.turn], patron=member.reader, **place)
        marks.use_in_house(copy=member.copies[0], **place)
        loans.check_in(copy=member.copies[halt.turn], **place)


def drives(member: Member, trip: Trip, *, flooded: bool) -> None:
    """Out, to each stop, home, and the report is closed. Where the road is flooded the second stop is passed by."""
    by = {"actor": member.head.user, "at": member.clock.at}
    halts = list(trip.stops.select_related("stop__site").order_by("turn"))
    driving.leave(trip=trip, km=1_000 * trip.pk, **by)
    for halt in halts:
        if flooded and halt.turn == STOPS:
            driving.pass_by(trip_stop=halt, reason="Nước lên ngập đường", **by)
        else:
            serves(member, trip, halt)
    driving.come_back(trip=trip, km=1_000 * trip.pk + 60, **by)
    figures = reports.draw_up(trip=trip)
    said = next(each for each in figures if each.measure == Measure.CHILDREN)
    reports.say(figure=said, number=said.counted + 3, reason="Ba em xem phim ngoài xe", **by)
    reports.close(trip=trip, number=f"{trip.pk}/BC", remarks="", **by)


def test_twelve_of_fourteen_members_drive_their_season_and_the_federation_s_figures_are_those_of_their_reports(
    person: Callable[..., Person], tmp_path: Path, clock: Clock
) -> None:
    members = []
    for number, name in enumerate(MEMBERS):
        if name in WITHOUT:
            person(f"DBSCL{number:02}", f"Thư viện {name}", kind="director")
        else:
            members.append(Member(person, number, name, tmp_path, clock))
    assert (len(MEMBERS), len(members)) == (14, 12)
    assert {len(member.trips) for member in members} == {TRIPS}
    copies = [copy for member in members for copy in member.copies]
    before = owners(copies)
    off = members[0].trips[-1]  # the last trip of An Giang is called off for a storm
    trips.call_off(trip=off, reason="Bão số 5", **builders.by(members[0].head, clock.at))
    for turn in range(TRIPS):
        clock.to(7 + 14 * turn)
        for member in members:
            if member.trips[turn].pk != off.pk:
                drives(member, member.trips[turn], flooded=member.number == 1 and turn == 1)  # Bạc Liêu
    driven, served = 12 * TRIPS - 1, STOPS * (12 * TRIPS - 1) - 1
    assert (booked(Kind.TRIP), booked(Kind.STOP_SERVED)) == (driven, served)
    assert (booked(Kind.CHECK_OUT), booked(Kind.CHECK_IN), booked(Kind.IN_HOUSE_USE)) == (served,) * 3
    assert booked(Kind.VISIT, age_band=AgeBand.ADULT) == 2 * served
    numbers = [member.number for member in members for _stop in range(STOPS * TRIPS)]
    children = sum(20 + number for number in numbers) - 2 * 20 - 21 + 3 * driven  # the storm, the flood, three more
    assert booked(Kind.VISIT, age_band=AgeBand.CHILD) == children
    reported = [figure.value for figure in Figure.objects.filter(measure=Measure.CHILDREN)]
    assert sum(reported) == children
    assert booked(Kind.VISIT, trip=0) == booked(Kind.CHECK_OUT, trip=0) == 0
    for member in members:
        assert booked(Kind.TRIP, owner=member.head.library.pk) == (TRIPS - 1 if member.number == 0 else TRIPS)
    assert owners(copies) == before
    assert one_custodian_at_every_instant(copies)
    timetable = Desk().reads("portal:mobile")
    assert "Trường tiểu học Cà Mau 1" in timetable
    assert "Hậu Giang" not in timetable
    assert check_finds_nothing()
