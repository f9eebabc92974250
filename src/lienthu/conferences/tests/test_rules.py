"""Whose turn it is, who sits where, what a table of delegates says: without a database."""

from datetime import date, time

import pytest

from lienthu.cataloguing.forms.numbers import MoneyField
from lienthu.conferences.forms.planning import ClockField
from lienthu.conferences.rules import tables, wording
from lienthu.conferences.rules.hosting import turns
from lienthu.conferences.rules.seating import Seat, fairness, proposal


def test_who_never_hosted_comes_before_who_hosted_longest_ago() -> None:
    hosted = {1: date(2019, 11, 16), 2: date(2015, 5, 5)}
    assert [turn.member for turn in turns([1, 2, 3], hosted, {})] == [3, 2, 1]


def hall(rows: int, columns: int, sizes: list[int], guests: int = 0, kept: dict[int, Seat] | None = None) -> tuple:  # type: ignore[type-arg]
    members, at = {}, 1000
    for member, size in enumerate(sizes, 1):
        members[member] = list(range(at, at + size))
        at += size
    found = proposal(rows=rows, columns=columns, guests=list(range(1, guests + 1)), members=members, kept=kept or {})
    return found, members


def test_everybody_has_a_seat_of_their_own_guests_in_front() -> None:
    found, members = hall(11, 15, [11] * 13, guests=4)
    assert len(found) == len(set(found.values())) == 13 * 11 + 4
    assert {found[guest].row for guest in range(1, 5)} == {1}
    assert min(found[each].row for people in members.values() for each in people) == 2


@pytest.mark.parametrize("sizes", [[11] * 13, [30, 4, 4, 4, 12, 9, 1, 1, 20, 7, 15, 11, 22], [1, 100]])
def test_nobodys_people_all_sit_at_the_back(sizes: list[int]) -> None:
    """From the front backwards each member has had its part of the seats, give or take two."""
    found, members = hall(10, 16, sizes)
    total = sum(sizes)
    for row in range(1, 11):
        so_far = sum(seat.row <= row for seat in found.values())
        for member, people in members.items():
            had = sum(found[each].row <= row for each in people)
            assert abs(had - sizes[member - 1] * so_far / total) < 2


def test_a_delegation_sits_together_in_its_row() -> None:
    found, members = hall(10, 16, [30, 4, 12, 9, 20, 7])
    for people in members.values():
        for row in range(1, 11):
            seats = sorted(found[each].number for each in people if found[each].row == row)
            assert seats == list(range(seats[0], seats[0] + len(seats))) if seats else True


def test_a_seat_that_was_chosen_stays_and_a_hall_too_small_leaves_some_out() -> None:
    found, _members = hall(2, 3, [4, 4], kept={1000: Seat(2, 3)})
    assert found[1000] == Seat(2, 3)
    assert len(found) == 6


def test_how_fair_it_is_is_told_by_the_mean_row() -> None:
    assert fairness({1: Seat(1, 1), 2: Seat(4, 1)}, {7: [1, 2], 8: [3]}) == {7: 2.5}


def test_a_table_is_read_by_its_headings_whatever_their_order_and_marks() -> None:
    known = tables.columns(["STT", "HỌ VÀ TÊN", "Chức vụ", "Đơn vị", "Thành phần", "Số đêm"])
    rows = [(4, ["1", "Ông Lý Hoàng Vũ", "Giám đốc", "Cà Mau", "", "2"]), (5, ["2", " ", "", "", "", ""])]
    (line,) = tables.lines(rows, known)
    assert line == tables.Line(4, "Lý Hoàng Vũ", "Ông", "Giám đốc", "Cà Mau", nights=2)
    (guest,) = tables.lines([(1, ["", "Bà A", "", "", "Khách mời", "x"])], known)
    assert guest.is_guest
    assert guest.nights == 0


def test_hours_and_money_are_read_as_people_write_them() -> None:
    clock, money = ClockField(), MoneyField()
    assert [clock.clean(text) for text in ("7h30", "08:00", "14h", "9g15")] == [
        time(7, 30), time(8), time(14), time(9, 15)
    ]  # fmt: skip
    assert money.clean("12.500.000") == 12_500_000


def test_days_and_sums_are_said_in_vietnamese() -> None:
    assert wording.days(date(2019, 11, 15), date(2019, 11, 16)) == "2 ngày, từ ngày 15/11/2019 đến ngày 16/11/2019"
    assert wording.weekday(date(2019, 11, 15)) == "Thứ Sáu, ngày 15/11/2019"
    assert wording.money(57_500_000) == "57.500.000"
    assert wording.listed(["a", "b", "c"]) == "a, b và c"
