"""Bring it to my stop: what readers wait for at a stop comes onto the packing list of the right trip."""

import datetime
from pathlib import Path

import pytest
from conftest import NOW, Person
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.circulation.checks import problems
from lienthu.circulation.models import Hold
from lienthu.circulation.queries.holds import pickups
from lienthu.circulation.services import loans
from lienthu.circulation.tests import builders as desk
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Packed, Stop, Trip
from lienthu.mobile.queries import packing
from lienthu.mobile.services import driving, telling, trips
from lienthu.mobile.services.packing import pack, unpack
from lienthu.notices.models import Notice
from lienthu.patrons.models import Patron
from lienthu.patrons.tests import builders as people

from . import builders
from .builders import TUESDAY, by, morning

pytestmark = pytest.mark.django_db


@pytest.fixture
def stop(ours: Person) -> Stop:
    return builders.stop(ours)


@pytest.fixture
def reader(ours: Person) -> Patron:
    return people.patron(ours.library, "Giàng A Sử")


@pytest.fixture
def hold(ours: Person, stop: Stop, reader: Patron, tmp_path: Path) -> Hold:
    """The reader waits at the stop for a copy that stands on the library's shelf."""
    [copy] = desk.stock(tmp_path, ours, "HG0001")
    return desk.hold(reader, copy, ours, site=stop.site)


def test_a_reader_may_choose_a_stop_of_the_mobile_library(reader: Patron, stop: Stop) -> None:
    assert stop.site in [each.site for each in pickups(reader, NOW.date())]


@pytest.mark.once
def test_a_hold_at_a_stop_is_on_the_list_of_the_next_trip_there_only(ours: Person, stop: Stop, hold: Hold) -> None:
    vehicle, crew = builders.vehicle(ours), builders.crew(ours)
    far = datetime.date(2027, 3, 2)
    first = builders.trip(ours, stop, vehicle=vehicle, crew=crew, on=far)
    second = builders.trip(ours, stop, vehicle=vehicle, crew=crew, on=far + datetime.timedelta(days=7))
    elsewhere = builders.trip(
        ours, builders.stop(ours, "Cao Bồ"), vehicle=vehicle, crew=crew, on=far + datetime.timedelta(days=3)
    )
    [line] = packing.list_of(first)
    assert (line.hold, line.is_here, line.title, line.packed) == (hold, True, "Truyện Kiều", None)
    assert packing.list_of(second) == packing.list_of(elsewhere) == []
    trips.call_off(trip=first, reason="Mưa lũ", **by(ours))
    assert [line.hold for line in packing.list_of(second)] == [hold]


@pytest.mark.once
def test_a_scan_packs_the_copy_and_at_the_stop_it_lies_ready(
    ours: Person, stop: Stop, hold: Hold, reader: Patron
) -> None:
    trip = builders.trip(ours, stop)
    packed = pack(trip=trip, code="hg0001", **by(ours))
    hold.refresh_from_db()
    assert (packed.hold, hold.state) == (hold, Hold.State.IN_TRANSIT)
    assert pack(trip=trip, code="HG0001", **by(ours)) == packed  # scanned twice
    driving.leave(trip=trip, **by(ours, morning()))
    assert driving.arrive(trip_stop=trip.stops.get(), **by(ours, morning(hour=9))) == []
    hold.refresh_from_db()
    assert hold.state == Hold.State.READY
    copy = Copy.objects.get(barcode="HG0001")
    loan = loans.check_out(copy=copy, patron=reader, library=ours.library, site=stop.site, **by(ours, morning(hour=9)))
    hold.refresh_from_db()
    assert (hold.state, hold.loan) == (Hold.State.FULFILLED, loan)
    assert list(problems()) == []


@pytest.mark.once
def test_what_nobody_fetched_is_on_the_next_list_again(ours: Person, stop: Stop, hold: Hold) -> None:
    trip = builders.trip(ours, stop)
    pack(trip=trip, code="HG0001", **by(ours))
    driving.leave(trip=trip, **by(ours, morning()))
    driving.arrive(trip_stop=trip.stops.get(), **by(ours, morning()))
    driving.come_back(trip=trip, **by(ours, morning(hour=17)))
    later = builders.trip(
        ours, stop, vehicle=trip.vehicle, crew=builders.crew(ours), on=TUESDAY + datetime.timedelta(days=14)
    )
    assert [line.hold for line in packing.list_of(later)] == [hold]


@pytest.mark.once
@pytest.mark.parametrize(("code", "why"), [("HG0002", "not_wanted"), ("XYZ", "unknown"), ("", "unknown")])
def test_a_copy_that_nobody_waits_for_is_not_packed(
    ours: Person, hold: Hold, stop: Stop, tmp_path: Path, code: str, why: str
) -> None:
    desk.stock(tmp_path, ours, "HG0002", title="Lục Vân Tiên")
    with pytest.raises(MobileRefused) as refusal:
        pack(trip=builders.trip(ours, stop), code=code, **by(ours))
    assert refusal.value.code == why


def test_what_is_taken_out_again_still_waits_to_be_packed(ours: Person, stop: Stop, hold: Hold) -> None:
    trip = builders.trip(ours, stop)
    unpack(packed=pack(trip=trip, code="HG0001", **by(ours)), **by(ours))
    [line] = packing.list_of(trip)
    assert (line.packed, line.is_here) == (None, True)
    pack(trip=trip, code="HG0001", **by(ours))


def test_a_reader_is_told_when_the_book_comes_and_when_nobody_comes_after_all(
    ours: Person, stop: Stop, hold: Hold
) -> None:
    day = timezone.localdate() + datetime.timedelta(days=3)
    first = builders.trip(ours, stop, on=day)
    late = builders.trip(
        ours, stop, vehicle=first.vehicle, crew=builders.crew(ours), on=day + datetime.timedelta(days=7)
    )
    packed = pack(trip=first, code="HG0001", **by(ours))
    told = Notice.objects.get(kind="stop_coming")
    assert (told.patron, told.facts["day"], told.facts["hours"]) == (hold.patron, f"{day:%d/%m/%Y}", "08:00–09:30")
    assert telling.still_coming({told.key}) == {told.key}
    driving.pass_by(trip_stop=first.stops.get(), reason="Đường ngập", **by(ours, timezone.now()))
    assert telling.still_coming({told.key}) == set()
    missed = Notice.objects.get(kind="stop_not_served")
    assert (missed.facts["reason"], missed.facts["next"]) == ("Đường ngập", f"{late.on:%d/%m/%Y}, 08:00–09:30")
    assert telling.still_missed({missed.key}) == {missed.key}
    assert not Packed.objects.filter(pk=packed.pk).exists()
    trips.call_off(trip=late, reason="Xe hỏng", **by(ours, timezone.now()))  # not packed yet, and told all the same
    assert Notice.objects.filter(kind="stop_not_served").last().facts["reason"] == "Xe hỏng"


def test_nothing_is_packed_for_a_trip_that_is_over(ours: Person, stop: Stop, hold: Hold) -> None:
    trip = builders.trip(ours, stop)
    Trip.objects.filter(pk=trip.pk).update(state=Trip.State.BACK)
    with pytest.raises(MobileRefused) as refusal:
        pack(trip=trip, code="HG0001", **by(ours))
    assert refusal.value.code == "wrong_state"
