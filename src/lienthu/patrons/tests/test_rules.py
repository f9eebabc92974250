from datetime import date

import pytest

from lienthu.ledger.models import AgeBand
from lienthu.patrons import rules
from lienthu.patrons.models import Consent

BORN = date(2010, 2, 28)
Purpose, Giver = Consent.Purpose, Consent.Giver


def test_a_child_is_one_until_the_day_of_turning_sixteen() -> None:
    assert rules.age_band(BORN, date(2026, 2, 27)) is AgeBand.CHILD
    assert rules.age_band(BORN, date(2026, 2, 28)) is AgeBand.ADULT


def test_who_is_born_on_a_leap_day_is_older_from_the_first_of_march() -> None:
    assert rules.age_on(date(2012, 2, 29), date(2026, 2, 28)) == 13
    assert rules.age_on(date(2012, 2, 29), date(2026, 3, 1)) == 14


def test_without_a_birth_date_the_band_of_the_category_counts() -> None:
    assert rules.age_band(None, BORN, AgeBand.CHILD) is AgeBand.CHILD
    assert rules.age_band(None, BORN) is AgeBand.NOT_SAID


@pytest.mark.parametrize(
    ("birth_date", "purpose", "needed"),
    [
        (date(1990, 1, 1), Purpose.PUBLISH, {Giver.SELF}),
        (date(1990, 1, 1), Purpose.CARD, {Giver.SELF}),
        (date(2019, 1, 5), Purpose.PUBLISH, {Giver.SELF, Giver.GUARDIAN}),  # seven on the day
        (date(2019, 1, 6), Purpose.PUBLISH, {Giver.GUARDIAN}),  # seven tomorrow
        (date(2019, 1, 5), Purpose.CARD, {Giver.GUARDIAN}),
    ],
)
def test_publishing_a_childs_data_needs_the_child_from_seven_on(birth_date, purpose, needed) -> None:
    assert rules.givers(purpose, birth_date, date(2026, 1, 5)) == needed


def test_a_card_ends_the_day_before_its_day_comes_round_again() -> None:
    assert rules.until_after(date(2026, 1, 5), 12) == date(2027, 1, 4)
    assert rules.until_after(date(2026, 8, 31), 6) == date(2027, 2, 27)


def test_a_renewal_in_time_loses_no_day_and_a_late_one_begins_today() -> None:
    assert rules.renewed_until(date(2026, 3, 31), date(2026, 3, 1), 12) == date(2027, 3, 31)
    assert rules.renewed_until(date(2026, 3, 31), date(2026, 3, 31), 12) == date(2027, 3, 31)
    assert rules.renewed_until(date(2026, 3, 31), date(2026, 6, 1), 12) == date(2027, 5, 31)
    assert rules.renewed_until(None, date(2026, 6, 1), 12) == date(2027, 5, 31)


@pytest.mark.parametrize("written", ["0903 123 456", "+84 903 123 456", "84903123456", "(0903).123.456"])
def test_a_phone_number_is_one_however_it_is_written(written: str) -> None:
    assert rules.phone_digits(written) == "0903123456"


def test_a_class_moves_up_in_its_name_where_the_name_begins_with_the_grade() -> None:
    assert rules.next_name("6A1", 6) == "7A1"
    assert rules.next_name("9/2", 9) == "10/2"
    assert rules.next_name("Lớp Mầm", 1) == "Lớp Mầm"
    assert rules.next_name("10A", 1) == "10A"
