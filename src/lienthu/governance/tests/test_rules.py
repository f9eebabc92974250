"""Counting votes, who is elected, and what an amendment changes."""

import pytest

from lienthu.governance.rules.counting import Tally, outcome, tally
from lienthu.governance.rules.differences import Piece, pieces


def votes(number: int, against: int = 0, members: int = 13) -> Tally:
    return Tally(members, number, against, 0)


def test_who_says_nothing_is_absent_and_counts_for_the_quorum_alone() -> None:
    said = tally(["for"] * 5 + ["against"] * 2 + ["abstained"], members=13)
    assert (said.cast, said.absent) == (8, 5)
    assert said.has_quorum(50) and not said.has_quorum(67)
    assert said.is_carried(50) and not said.is_carried(66)


@pytest.mark.parametrize(
    ("yes", "no", "percent", "carried"),
    [(5, 5, 50, False), (6, 5, 50, True), (5, 0, 100, True), (5, 1, 100, False), (0, 0, 50, False)],
)
def test_more_than_the_majority_is_needed(yes: int, no: int, percent: int, carried: bool) -> None:
    assert votes(yes, no).is_carried(percent) is carried


def test_those_with_most_votes_have_the_seats() -> None:
    found = outcome({1: votes(13), 2: votes(9, 4), 3: votes(12, 1), 4: votes(5, 8)}, seats=2, majority=50)
    assert (found.elected, found.passed_over, found.tied) == ((1, 3), (2,), ())


def test_a_tie_at_the_last_seat_leaves_it_open_until_it_is_settled() -> None:
    tallies = {1: votes(13), 2: votes(9, 4), 3: votes(9, 4), 4: votes(8, 5)}
    found = outcome(tallies, seats=2, majority=50)
    assert (found.elected, found.tied, found.open_seats) == ((1,), (2, 3), 1)
    settled = outcome(tallies, seats=2, majority=50, tie_ranks={2: 2, 3: 1})
    assert (settled.elected, settled.tied) == ((1, 3), ())


def test_a_tie_that_all_have_a_seat_for_is_none() -> None:
    assert outcome({1: votes(9, 4), 2: votes(9, 4)}, seats=2, majority=50).elected == (1, 2)


def test_the_words_of_an_amendment_stand_beside_those_that_go() -> None:
    changed = pieces("gửi báo cáo trước 15/11 hằng năm", "gửi báo cáo trước 30/11 hằng năm")
    assert changed == [
        Piece("gửi báo cáo trước"), Piece("15/11", is_gone=True), Piece("30/11", is_new=True), Piece("hằng năm")
    ]  # fmt: skip
