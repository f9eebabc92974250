"""Counting by a tap and by card, taking back, correcting: each with its event."""

import datetime

import pytest
from conftest import NOW, Person

from lienthu.ledger.models import AgeBand, Event, Kind
from lienthu.patrons.tests.builders import category, child, patron
from lienthu.visits.checks import problems
from lienthu.visits.errors import CountRefused
from lienthu.visits.models import CardVisit, VisitCount
from lienthu.visits.queries import counts as queries
from lienthu.visits.services import counts, terms

from .builders import DAY, HOUR, MINUTE, at_door, counted, site

pytestmark = pytest.mark.django_db
ADULT, CHILD = AgeBand.ADULT, AgeBand.CHILD


def test_a_tap_is_a_row_and_an_event_with_host_site_and_age_band(ours: Person) -> None:
    place = site(ours.library)
    row = counts.count(**at_door(ours, place), age_band=CHILD)
    (event,) = Event.objects.all()
    told = (event.kind, event.host, event.owner, event.site, event.age_band, event.channel, event.quantity)
    assert told == (Kind.VISIT, ours.library.pk, ours.library.pk, place.pk, "child", "physical", 1)
    assert (event.thing, event.thing_id, event.actor) == ("visits.visitcount", row.pk, ours.user)


def test_a_group_is_one_row_of_many(ours: Person) -> None:
    counts.count(**at_door(ours), age_band=CHILD, quantity=32)
    assert VisitCount.objects.get().quantity == 32
    assert counted(age_band="child") == 32


@pytest.mark.parametrize("quantity", [0, -3, 1001])
def test_a_count_of_nobody_or_of_too_many_is_refused(ours: Person, quantity: int) -> None:
    with pytest.raises(CountRefused, match="1 đến 1000"):
        counts.count(**at_door(ours), age_band=ADULT, quantity=quantity)
    assert not VisitCount.objects.exists()
    assert counted() == 0


def test_undo_leaves_the_row_and_adds_a_counter_event(ours: Person) -> None:
    row = counts.count(**at_door(ours), age_band=ADULT, quantity=5)
    counts.undo(count=row, actor=ours.user, at=NOW + MINUTE)
    assert counted() == 0
    assert [event.quantity for event in Event.objects.order_by("id")] == [5, -5]
    with pytest.raises(CountRefused) as refused:
        counts.undo(count=row, actor=ours.user, at=NOW + 2 * MINUTE)
    assert refused.value.code == "undone"
    assert list(problems()) == []


def test_yesterdays_count_is_corrected_with_a_reason_and_not_undone(ours: Person) -> None:
    row = counts.count(**at_door(ours), age_band=ADULT, quantity=50)
    later = NOW + DAY
    with pytest.raises(CountRefused) as refused:
        counts.undo(count=row, actor=ours.user, at=later)
    assert refused.value.code == "not_today"
    with pytest.raises(CountRefused) as refused:
        counts.correct(count=row, quantity=5, reason="  ", actor=ours.user, at=later)
    assert refused.value.code == "no_reason"
    counts.correct(count=row, quantity=5, reason="Gõ nhầm 50", actor=ours.user, at=later)
    day = NOW.date()
    assert counted(booked_on=day) == 5
    assert counted() == 5
    with pytest.raises(CountRefused):
        counts.correct(count=row, quantity=6, reason="Thêm", actor=ours.user, at=later)
    report = queries.report(ours.library, first=day, last=day)
    assert [(each.key, each.total) for each in report.rows] == [(15, 5)]  # 08:00 UTC is 15:00 here
    assert list(problems()) == []


def test_visitors_are_written_in_for_an_hour_that_has_passed(ours: Person) -> None:
    came = NOW - 2 * DAY
    counts.write_in(**at_door(ours), age_band=ADULT, quantity=12, came_at=came, reason="Mất điện")
    assert counted(booked_on=came.date()) == 12
    with pytest.raises(CountRefused) as refused:
        counts.write_in(**at_door(ours), age_band=ADULT, quantity=1, came_at=NOW + HOUR, reason="Đoán")
    assert refused.value.code == "to_come"


def test_a_card_counts_once_in_the_hours_of_the_rule_and_at_each_site(ours: Person) -> None:
    one, other = site(ours.library), site(ours.library, "Phòng đọc")
    reader = patron(ours.library, "Nguyễn Thị Hoa", card="R1")
    libraries = [ours.library]
    first = counts.count_by_card(code="r1", libraries=libraries, **at_door(ours, one))
    assert first.patron == reader
    assert first.count is not None
    again = counts.count_by_card(code="R1", libraries=libraries, **at_door(ours, one, at=NOW + HOUR))
    assert (again.count, again.since) == (None, NOW)
    assert counts.count_by_card(code="R1", libraries=libraries, **at_door(ours, other)).count is not None
    assert counted() == 2
    late = counts.count_by_card(code="R1", libraries=libraries, **at_door(ours, one, at=NOW + 4 * HOUR))
    assert late.count is not None
    terms.lay_down(organisation=ours.library, values={"card_hours": 1}, actor=None, at=NOW)
    counts.undo(count=late.count, actor=ours.user, at=NOW + 4 * HOUR)
    after = counts.count_by_card(code="R1", libraries=libraries, **at_door(ours, one, at=NOW + 4 * HOUR + MINUTE))
    assert after.count is not None
    assert CardVisit.objects.get(place=one.pk).until == NOW + 5 * HOUR + MINUTE
    assert list(problems()) == []


def test_who_came_is_forgotten_when_the_hours_have_passed(ours: Person) -> None:
    patron(ours.library, card="R1")
    patron(ours.library, card="R2")
    counts.count_by_card(code="R1", libraries=[ours.library], **at_door(ours))
    counts.count_by_card(code="R2", libraries=[ours.library], **at_door(ours, at=NOW + DAY))
    assert CardVisit.objects.count() == 1
    assert counted() == 2


def test_the_age_band_is_that_of_the_day(ours: Person) -> None:
    birthday = datetime.date(2026, 1, 6)
    child(ours.library, card="C1", birth_date=birthday.replace(year=2010))
    counts.count_by_card(code="C1", libraries=[ours.library], **at_door(ours))
    assert (counted(age_band="child"), counted(age_band="adult")) == (1, 0)
    counts.count_by_card(code="C1", libraries=[ours.library], **at_door(ours, at=NOW + DAY))
    assert (counted(age_band="child"), counted(age_band="adult")) == (1, 1)


def test_an_unknown_birth_date_counts_as_the_category_says(ours: Person) -> None:
    child(ours.library, card="R1", birth_date=None, category=category(ours.library, "pupil", band=CHILD))
    counts.count_by_card(code="R1", libraries=[ours.library], **at_door(ours))
    assert counted(age_band="child") == 1


def test_a_card_of_another_library_and_no_card_are_refused(ours: Person, sister: Person) -> None:
    patron(sister.library, card="S1")
    for code in ("S1", "NONE", ""):
        with pytest.raises(CountRefused) as refused:
            counts.count_by_card(code=code, libraries=[ours.library], **at_door(ours))
        assert refused.value.code == "no_card"
    assert counted() == 0


def test_a_report_adds_up_by_hour_day_band_and_site(ours: Person, sister: Person) -> None:
    one, other = site(ours.library), site(ours.library, "Phòng đọc")
    counts.count(**at_door(ours, one), age_band=ADULT, quantity=3)
    counts.count(**at_door(ours, other, at=NOW + HOUR), age_band=CHILD, quantity=4)
    counts.count(**at_door(ours, one, at=NOW + DAY), age_band=AgeBand.NOT_SAID, quantity=5)
    counts.count(**at_door(sister), age_band=ADULT, quantity=100)
    day = NOW.date()
    week = queries.report(ours.library, first=day, last=day + 6 * DAY)
    assert [row.total for row in week.rows] == [7, 5, 0, 0, 0, 0, 0]
    assert [(row.key, row.total) for row in week.by_hour] == [(15, 8), (16, 4)]
    assert week.total.sites == {one.pk: 8, other.pk: 4}
    assert week.total.bands == {"adult": 3, "child": 4, "": 5}
    assert queries.report(ours.library, first=day, last=day, site=other.pk).total.total == 4


def test_check_tells_of_a_row_that_its_events_do_not_bear_out(ours: Person) -> None:
    row = counts.count(**at_door(ours), age_band=ADULT, quantity=3)
    VisitCount.objects.update(quantity=4)
    gone = counts.count(**at_door(ours), age_band=ADULT)
    VisitCount.objects.filter(pk=gone.pk).delete()
    found = list(problems())
    assert len(found) == 2
    assert f"visits.visitcount {row.pk} " in found[0]
    assert f"visits.visitcount {gone.pk}, which is not there" in found[1]
