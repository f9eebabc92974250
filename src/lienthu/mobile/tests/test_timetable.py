"""When the mobile library comes: rules, seasons, exceptions, closed days, planned trips."""

import datetime

import pytest
from conftest import NOW, Person

from lienthu.calendars.services import special_days
from lienthu.mobile import rules
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Service, Stop
from lienthu.mobile.queries import timetable
from lienthu.mobile.services import stops, trips
from lienthu.mobile.words import service_words

from . import builders
from .builders import TUESDAY, by

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def days(stop: Stop, weeks: int = 6, first: datetime.date = TUESDAY) -> list[datetime.date]:
    return [visit.on for visit in timetable.visits([stop], first, first + weeks * 7 * DAY) if not visit.fails]


def test_every_second_tuesday_counts_from_its_first_day(ours: Person) -> None:
    stop = builders.stop(ours)
    builders.served(stop, ours)
    assert days(stop) == [TUESDAY, TUESDAY + 14 * DAY, TUESDAY + 28 * DAY]  # two weeks later is Tết
    assert days(stop, 2, TUESDAY + 1 * DAY) == [TUESDAY + 14 * DAY]
    visit = timetable.visits([stop], TUESDAY, TUESDAY)[0]
    assert (visit.starts_at.isoformat(), visit.ends_at.isoformat()) == (
        "2026-01-06T08:00:00+07:00",
        "2026-01-06T10:30:00+07:00",
    )


def test_it_never_comes_before_its_first_day(ours: Person) -> None:
    stop = builders.stop(ours)
    builders.served(stop, ours, rule="FREQ=WEEKLY;BYDAY=TU")
    assert days(stop, 3, TUESDAY - 14 * DAY) == [TUESDAY, TUESDAY + 7 * DAY]


@pytest.mark.parametrize(
    ("on", "holds"),
    [((9, 4), False), ((9, 5), True), ((12, 31), True), ((1, 1), True), ((5, 31), True), ((6, 1), False)],
)
def test_a_season_may_run_over_new_year(on: tuple[int, int], holds: bool) -> None:
    assert rules.YearPart((9, 5), (5, 31)).holds(datetime.date(2026, *on)) is holds


def test_outside_its_season_it_does_not_come(ours: Person) -> None:
    stop = builders.stop(ours)
    school = stops.name_season(library=ours.library, name="Năm học", first=(5, 9), last=(31, 5), **by(ours))
    builders.served(stop, ours, rule="FREQ=WEEKLY;BYDAY=TU", season=school)
    coming = days(stop, 40)
    assert max(day for day in coming if day.month < 7) == datetime.date(2026, 5, 26)
    assert min(day for day in coming if day > datetime.date(2026, 6, 1)) == datetime.date(2026, 9, 8)


def test_a_season_refuses_a_day_that_is_none(ours: Person) -> None:
    with pytest.raises(MobileRefused, match="31/2"):
        stops.name_season(library=ours.library, name="Tết", first=(31, 2), last=(1, 3), **by(ours))


def test_a_closed_day_of_the_library_is_said_with_its_reason(ours: Person) -> None:
    stop = builders.stop(ours)
    builders.served(stop, ours, rule="FREQ=WEEKLY;BYDAY=TU")
    _close(ours, TUESDAY + 7 * DAY, "Lũ quét")
    visits = timetable.visits([stop], TUESDAY, TUESDAY + 8 * DAY)
    assert [(visit.on, visit.fails) for visit in visits] == [(TUESDAY, ""), (TUESDAY + 7 * DAY, "Lũ quét")]


def test_at_tet_it_does_not_come_and_the_reason_is_said(ours: Person) -> None:
    stop = builders.stop(ours)
    builders.served(stop, ours)
    [tet] = [visit for visit in timetable.visits([stop], TUESDAY, TUESDAY + 42 * DAY) if visit.fails]
    assert (tet.on, tet.fails) == (datetime.date(2026, 2, 17), "Tết Âm lịch")


def _close(person: Person, day: datetime.date, reason: str) -> None:
    given = special_days.Given(reason=reason, first_on=day, last_on=day)
    special_days.write_special_day(organisation=person.library, site=None, given=given, actor=person.user, at=NOW)


def test_a_day_said_otherwise_outweighs_rule_and_calendar(ours: Person) -> None:
    stop = builders.stop(ours)
    service = builders.served(stop, ours, rule="FREQ=WEEKLY;BYDAY=TU")
    _close(ours, TUESDAY + 7 * DAY, "Lũ quét")
    stops.except_day(service=service, on=TUESDAY, comes=False, reason="Thi học kỳ", **by(ours))
    stops.except_day(service=service, on=TUESDAY + 7 * DAY, comes=True, **by(ours))
    stops.except_day(
        service=service, on=TUESDAY + 8 * DAY, comes=True, begins=datetime.time(13), ends=datetime.time(15), **by(ours)
    )
    visits = timetable.visits([stop], TUESDAY, TUESDAY + 9 * DAY)
    assert [(visit.on - TUESDAY, visit.fails, visit.begins.hour) for visit in visits] == [
        (0 * DAY, "Thi học kỳ", 8),
        (7 * DAY, "", 8),
        (8 * DAY, "", 13),
    ]


def test_readers_are_owed_a_reason_when_it_does_not_come(ours: Person) -> None:
    service = builders.served(builders.stop(ours), ours)
    with pytest.raises(MobileRefused) as refusal:
        stops.except_day(service=service, on=TUESDAY, comes=False, **by(ours))
    assert refusal.value.code == "no_reason"


def test_a_planned_trip_outweighs_the_rule_of_its_day(ours: Person) -> None:
    stop = builders.stop(ours)
    builders.served(stop, ours, rule="FREQ=WEEKLY;BYDAY=TU")
    trip = trips.plan(
        library=ours.library,
        vehicle=builders.vehicle(ours),
        on=TUESDAY,
        leaves=datetime.time(6),
        halts=[trips.Halt(stop, datetime.time(7), datetime.time(9))],
        **by(ours),
    )
    [visit] = timetable.visits([stop], TUESDAY, TUESDAY)
    assert (visit.begins.hour, visit.trip, visit.is_planned) == (7, trip, True)
    trips.call_off(trip=trip, reason="Xe hỏng", **by(ours))
    [visit] = timetable.visits([stop], TUESDAY, TUESDAY)
    assert visit.fails == "Xe hỏng"


def test_two_sessions_of_a_day_both_stand_in_the_timetable(ours: Person) -> None:
    stop = builders.stop(ours)
    builders.served(stop, ours)
    builders.served(stop, ours, begins=datetime.time(14), ends=datetime.time(16))
    assert [visit.begins.hour for visit in timetable.visits([stop], TUESDAY, TUESDAY)] == [8, 14]


def test_a_rule_that_ends_leaves_the_past_as_it_was(ours: Person) -> None:
    stop = builders.stop(ours)
    service = builders.served(stop, ours, rule="FREQ=WEEKLY;BYDAY=TU")
    stops.serve_no_longer(service=service, on=TUESDAY + 8 * DAY, **by(ours))
    assert days(stop) == [TUESDAY, TUESDAY + 7 * DAY]
    stops.serve_no_longer(service=service, on=TUESDAY, **by(ours))
    assert not Service.objects.exists()


def test_the_words_for_a_rule_are_those_of_a_librarian(ours: Person) -> None:
    service = builders.served(builders.stop(ours), ours)
    assert service_words(service) == "thứ Ba, 2 tuần một lần, 08:00–10:30"


@pytest.mark.parametrize("rule", ["", "every tuesday", "FREQ=HOURLY"])
def test_what_is_no_rule_is_refused(ours: Person, rule: str) -> None:
    with pytest.raises(MobileRefused):
        builders.served(builders.stop(ours), ours, rule=rule)


def test_the_queries_of_a_timetable_do_not_grow_with_its_stops(ours: Person, django_assert_max_num_queries) -> None:
    places = [builders.stop(ours, f"Điểm {number}") for number in range(4)]
    for place in places:
        builders.served(place, ours)
    timetable.visits(places[:1], TUESDAY, TUESDAY)
    with django_assert_max_num_queries(4):  # services, exceptions, trips, the stamp of the calendar
        timetable.visits(places, TUESDAY, TUESDAY + 7 * DAY)
