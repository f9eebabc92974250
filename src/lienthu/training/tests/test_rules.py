"""Who earns a certificate, what a quiz is worth, when a code counts, how many are trained: without a database."""

import datetime

import pytest

from lienthu.training.rules.passing import Asked, Standing, Trained, is_running, marked, means, passed, trained_since
from lienthu.training.services.people import Named, lines_of

NINE = datetime.datetime(2026, 3, 5, 9, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("standing", "sessions_needed", "marks_needed", "earned"),
    [
        (Standing(5, 4, None, quiz=False), 80, 0, True),
        (Standing(5, 3, None, quiz=False), 80, 0, False),
        (Standing(4, 3, None, quiz=False), 76, 0, False),  # 75 % is not 76
        (Standing(5, 0, (9, 10), quiz=True), 0, 0, False),  # never there
        (Standing(5, 5, (5, 10), quiz=True), 80, 60, False),
        (Standing(5, 5, (6, 10), quiz=True), 80, 60, True),
        (Standing(5, 5, None, quiz=True), 80, 60, False),
        (Standing(5, 5, None, quiz=True), 80, 0, True),
        (Standing(5, 5, None, quiz=False), 80, 60, True),  # there is no quiz to do
    ],
)
def test_a_certificate_is_earned_by_sessions_and_marks(
    standing: Standing, sessions_needed: int, marks_needed: int, *, earned: bool
) -> None:
    assert passed(standing, sessions_needed=sessions_needed, marks_needed=marks_needed) is earned


def test_a_try_is_worth_the_marks_of_what_is_right() -> None:
    questions = [Asked(1, 0, 2), Asked(2, 1, 3), Asked(3, 2, 5)]
    assert marked(questions, {1: 0, 2: 0, 9: 0}) == (2, 10)


def test_a_code_counts_from_half_an_hour_before_to_half_an_hour_after() -> None:
    ends = NINE + 2 * HOUR
    counts = [is_running(NINE, ends, at) for at in (NINE - HOUR / 2, NINE, ends + HOUR / 2)]
    assert counts == [True, True, True]
    assert not is_running(NINE, ends, NINE - HOUR)
    assert not is_running(NINE, ends, ends + HOUR)


def test_sums_of_opinions_are_silent_while_they_would_tell_who_said_what() -> None:
    rows = [{"content": 5}, {"content": 4, "use": 2}]
    assert means(rows, ("content", "use")) == {}
    assert means([*rows, {"content": 4}], ("content", "use", "materials")) == {"content": (4.3, 3), "use": (2.0, 1)}


def test_the_share_of_trained_staff_counts_from_a_day_and_is_unknown_without_staff() -> None:
    march = datetime.date(2026, 3, 5)
    assert trained_since([march, None, march - 400 * datetime.timedelta(days=1)], march) == Trained(1, 3)
    assert Trained(1, 3).share == 33
    assert trained_since([], march).share is None


def test_a_pasted_list_is_one_person_a_line_with_the_position_behind() -> None:
    text = "  Nguyễn  Thị Hoa,  thủ thư \n\n- Lê Văn An\tkế toán\nTrần Bình; giám đốc, kiêm nhiệm\n"
    assert lines_of(text) == [
        Named("Nguyễn Thị Hoa", "thủ thư"), Named("Lê Văn An", "kế toán"), Named("Trần Bình", "giám đốc, kiêm nhiệm"),
    ]  # fmt: skip
