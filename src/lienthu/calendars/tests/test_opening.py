"""When places are open: inheritance, holidays of all, and what other processes wrote meanwhile."""

from datetime import date, time, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lienthu.calendars.models import SpecialDay, Stamp
from lienthu.calendars.queries import Now, opening, openings
from lienthu.calendars.rules import Span
from lienthu.calendars.services import special_days, timetables
from lienthu.calendars.services.special_days import Given
from lienthu.common import audit
from lienthu.federation import services as federation

from .builders import AFTERNOON, BY, MORNING, WORKDAYS, at, hours, library, site, special

pytestmark = pytest.mark.django_db
SUNDAY, MONDAY, TUESDAY = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)


def test_where_nothing_is_written_down_only_public_holidays_are_closed() -> None:
    """Bộ luật Lao động 2019, article 112."""
    calendar = opening(library("LIB").pk)
    closed = [day.on for day in calendar.days(date(2026, 1, 1), date(2026, 12, 31)) if not day.is_open]
    tet = [date(2026, 2, 16) + timedelta(days=number) for number in range(5)]
    others = [(4, 26), (4, 30), (5, 1), (9, 1), (9, 2)]
    assert closed == [date(2026, 1, 1), *tet, *(date(2026, *each) for each in others)]
    assert calendar.day(date(2026, 4, 26)).reason == "Giỗ Tổ Hùng Vương"
    assert calendar.next_open(tet[0]) == date(2026, 2, 21)
    assert calendar.closes_at(at(MONDAY, 9)) is None
    assert calendar.now(at(MONDAY, 9)) == Now(is_open=True)


def test_a_library_inherits_the_nearest_hours_above_and_a_site_its_librarys() -> None:
    province = library("PROV")
    district = library("DIST", province)
    commune = library("COMM", district)
    place, other = site(district), site(district, "Điểm bưu điện")
    above = hours(province)
    assert [opening(each.pk).day(MONDAY).hours for each in (province, district, commune)] == [above.pk] * 3
    assert opening(district.pk, place.pk).day(MONDAY).hours == above.pk
    own = hours(district, ("FREQ=WEEKLY;BYDAY=SU", MORNING))
    here = hours(district, ("FREQ=WEEKLY;BYDAY=TU", MORNING), at=place)
    assert [opening(each.pk).day(MONDAY).hours for each in (province, district, commune)] == [above.pk, own.pk, own.pk]
    assert [opening(district.pk, each).next_open(SUNDAY) for each in (0, place.pk, other.pk)] == [
        SUNDAY,
        TUESDAY,
        SUNDAY,
    ]
    assert here.pk == opening(district.pk, place.pk).day(SUNDAY).hours


def test_closings_add_up_on_the_way_down_and_the_nearest_counts() -> None:
    province = library("PROV")
    district = library("DIST", province)
    place = site(district)
    special(province, MONDAY, reason="Bão số 5", last_on=TUESDAY)
    special(district, TUESDAY, reason="Mở cửa phục vụ", hours="8-10")
    special(district, MONDAY + timedelta(days=2), at=place)
    assert [day.reason for day in opening(district.pk).days(MONDAY, TUESDAY)] == ["Bão số 5", "Mở cửa phục vụ"]
    assert [day.is_open for day in opening(district.pk).days(MONDAY, TUESDAY)] == [False, True]
    wednesday = MONDAY + timedelta(days=2)
    assert (opening(district.pk).is_open(wednesday), opening(district.pk, place.pk).is_open(wednesday)) == (True, False)
    sister = library("SISTER")
    assert opening(sister.pk).is_open(MONDAY)


def test_a_move_in_the_tree_changes_what_is_inherited_from_that_day_on() -> None:
    old, new = library("OLD"), library("NEW")
    lib = library("LIB", old)
    special(old, SUNDAY, last_on=date(2026, 3, 31), reason="Cũ")
    special(new, SUNDAY, last_on=date(2026, 3, 31), reason="Mới")
    assert opening(lib.pk).day(date(2026, 3, 20)).reason == "Cũ"
    federation.move(organisation=lib, parent=new, on=date(2026, 3, 16), **BY)
    assert [opening(lib.pk).day(date(2026, 3, number)).reason for number in (15, 16)] == ["Cũ", "Mới"]


def test_hours_tell_when_it_closes_and_opens_again() -> None:
    lib = library("LIB")
    hours(lib)
    calendar = opening(lib.pk)
    assert calendar.now(at(MONDAY, 8)) == Now(is_open=True, until=at(MONDAY, 11, 30))
    assert calendar.now(at(MONDAY, 12)) == Now(is_open=False, opens_at=at(MONDAY, 13, 30), opens_on=MONDAY)
    assert calendar.now(at(MONDAY, 17)) == Now(is_open=False, opens_at=at(TUESDAY, 7, 30), opens_on=TUESDAY)
    assert calendar.closes_at(at(MONDAY, 8)) == at(MONDAY, 17)
    assert calendar.closes_at(at(MONDAY, 18)) is None
    tet = calendar.now(at(date(2026, 2, 17), 9))
    assert (tet.is_open, tet.reason, tet.opens_at) == (False, "Tết Âm lịch", at(date(2026, 2, 23), 7, 30))


def test_a_place_that_never_opens_again_leaves_the_day_as_it_is() -> None:
    lib = library("LIB")
    special(lib, MONDAY, last_on=MONDAY + timedelta(days=700))
    assert opening(lib.pk).next_open(TUESDAY) == TUESDAY
    assert opening(lib.pk).now(at(TUESDAY, 9)) == Now(is_open=False, reason="Kiểm kê")


def test_where_nobody_knows_the_hours_a_closed_library_tells_the_day_it_opens_again() -> None:
    lib = library("LIB")
    special(lib, MONDAY)
    assert opening(lib.pk).now(at(MONDAY, 9)) == Now(is_open=False, opens_on=TUESDAY, reason="Kiểm kê")


def test_a_public_holiday_is_data_that_can_be_changed_and_dated() -> None:
    lib = library("LIB")
    row = SpecialDay.objects.get(reason="Quốc khánh")
    given = Given(reason="Quốc khánh", repeats="solar", first=(9, 2), last=(9, 3), valid_from=date(2027, 1, 1))
    special_days.write_special_day(organisation=None, site=None, given=given, special=row, **BY)
    assert opening(lib.pk).is_open(date(2026, 9, 2))
    assert not opening(lib.pk).is_open(date(2027, 9, 3))
    entries = audit.entries_of(row).values_list("action", flat=True)
    special_days.remove_special_day(special=row, **BY)
    assert opening(lib.pk).is_open(date(2027, 9, 3))
    assert sorted(entries) == ["special_day.kept", "special_day.removed"]


def test_the_day_of_culture_is_open_until_the_hub_writes_it_down_as_a_holiday() -> None:
    """24/11: chosen by the Political Bureau in 2026, not confirmed as a day off by law (docs/desk-calendars.md)."""
    lib = library("LIB")
    assert opening(lib.pk).is_open(date(2026, 11, 24))
    special(
        None,
        reason="Ngày Văn hóa Việt Nam",
        repeats="solar",
        first=(11, 24),
        last=(11, 24),
        valid_from=date(2027, 1, 1),
    )
    assert opening(lib.pk).is_open(date(2026, 11, 24))
    assert not opening(lib.pk).is_open(date(2027, 11, 24))


def test_what_is_known_costs_one_query_and_many_libraries_cost_no_more_than_one() -> None:
    libraries = [library(f"LIB{number}") for number in range(4)]
    hours(libraries[0])
    with CaptureQueriesContext(connection) as first:
        openings([each.pk for each in libraries], on=MONDAY)
    assert len(first) <= 7
    with CaptureQueriesContext(connection) as again:
        assert opening(libraries[0].pk).next_open(SUNDAY) == MONDAY
    assert len(again) == 1


def test_what_was_taken_back_with_its_transaction_was_never_so() -> None:
    lib = library("LIB")
    assert opening(lib.pk).is_open(MONDAY)
    with pytest.raises(RuntimeError), transaction.atomic():
        special(lib, MONDAY)
        assert not opening(lib.pk).is_open(MONDAY)
        raise RuntimeError
    assert opening(lib.pk).is_open(MONDAY)
    special(lib, TUESDAY)
    assert [day.is_open for day in opening(lib.pk).days(MONDAY, TUESDAY)] == [True, False]


def test_another_process_that_writes_is_noticed_at_the_next_question() -> None:
    """Whoever writes draws a stamp; here only its row tells, as it would from another process."""
    lib = library("LIB")
    assert opening(lib.pk).is_open(MONDAY)
    SpecialDay.objects.create(organisation=lib, reason="Lũ", first_on=MONDAY, last_on=MONDAY)
    assert opening(lib.pk).is_open(MONDAY)
    Stamp.objects.update(drawn=4711)
    assert not opening(lib.pk).is_open(MONDAY)


def test_without_a_stamp_nothing_is_remembered() -> None:
    lib = library("LIB")
    Stamp.objects.all().delete()
    assert opening(lib.pk).is_open(MONDAY)
    SpecialDay.objects.create(organisation=lib, reason="Lũ", first_on=MONDAY, last_on=MONDAY)
    assert not opening(lib.pk).is_open(MONDAY)


def test_hours_that_are_removed_let_what_stands_above_hold_again() -> None:
    province = library("PROV")
    lib = library("LIB", province)
    above, own = hours(province), hours(lib, ("FREQ=WEEKLY;BYDAY=SA,SU", Span(time(8), time(20))))
    assert opening(lib.pk).day(MONDAY).hours == own.pk
    timetables.remove_timetable(timetable=own, **BY)
    assert opening(lib.pk).day(MONDAY).hours == above.pk
    assert opening(lib.pk).day(MONDAY).spans == (MORNING, AFTERNOON)
    assert opening(lib.pk).next_open(SUNDAY) == MONDAY
    assert WORKDAYS in {span.rule for span in above.spans.all()}
