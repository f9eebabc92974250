"""What a way costs, which copy serves, whose turn it is: without a database."""

from datetime import date

import pytest

from lienthu.circulation.rules import holds as rules
from lienthu.circulation.rules.holds import Candidate, Offered, Place, Waiting, Way

NATION, PROVINCE, DISTRICT, COMMUNE, SISTER = 1, 2, 3, 4, 5
HERE = Place(DISTRICT, 31, (DISTRICT, PROVINCE, NATION))
BELOW = Place(COMMUNE, 41, (COMMUNE, DISTRICT, PROVINCE, NATION))
ELSEWHERE = Place(SISTER, 51, (SISTER, PROVINCE, NATION))


def test_on_the_spot_it_costs_nothing_whatever_the_table_says() -> None:
    assert rules.cost(HERE, HERE, [Way(DISTRICT, 0, DISTRICT, 0, 9)]).points == 0
    assert rules.cost(HERE, Place(DISTRICT, 0, HERE.line), []).by == "here"


def test_the_row_that_names_both_ends_most_closely_holds() -> None:
    wide, near, nearest = Way(PROVINCE, 0, PROVINCE, 0, 30), Way(SISTER, 0, PROVINCE, 0, 20), Way(SISTER, 51, 3, 31, 5)
    assert rules.cost(ELSEWHERE, HERE, [wide]).points == 30
    assert rules.cost(ELSEWHERE, HERE, [wide, near]).points == 20
    assert rules.cost(ELSEWHERE, HERE, [nearest, wide, near]).points == 5
    assert rules.cost(BELOW, HERE, [wide, near]).points == 30


def test_a_way_has_one_direction() -> None:
    table = [Way(SISTER, 0, DISTRICT, 0, 7)]
    assert rules.cost(ELSEWHERE, HERE, table).points == 7
    assert rules.cost(HERE, ELSEWHERE, table).by == "tree"


def test_without_a_row_the_map_says_it_and_without_a_place_on_it_the_tree() -> None:
    assert rules.cost(ELSEWHERE, HERE, []) == rules.Cost(2 * rules.STEP, "tree")
    assert rules.cost(BELOW, HERE, []) == rules.Cost(rules.STEP, "tree")
    can_tho = Place(SISTER, 51, ELSEWHERE.line, (10.03, 105.78))
    long_xuyen = Place(DISTRICT, 31, HERE.line, (10.37, 105.43))
    found = rules.cost(can_tho, long_xuyen, [])
    assert found.by == "map"
    assert 50 <= found.points <= 60
    branch = Place(DISTRICT, 32, HERE.line)
    assert rules.cost(branch, HERE, []).points == rules.NEXT_DOOR


def test_the_nearest_serves_and_of_two_as_near_the_one_longest_unused() -> None:
    far = Candidate(1, ELSEWHERE, None)
    fresh = Candidate(2, BELOW, date(2026, 1, 2))
    rested = Candidate(3, BELOW, date(2025, 3, 1))
    choice = rules.choose([far, fresh, rested], HERE, [])
    assert choice is not None
    assert choice.candidate == rested
    assert [each.copy for each, _cost in choice.others] == [2, 1]
    kept = choice.kept()
    assert (kept["copy"], kept["cost"], kept["others"][1]["cost"]) == (3, rules.STEP, 2 * rules.STEP)
    assert rules.choose([], HERE, []) is None


COPY = Offered(copy=9, owner=DISTRICT, custodian=DISTRICT, part="Tập 1", lends_to_others=False)


@pytest.mark.parametrize(
    ("waiting", "why"),
    [
        (Waiting(1, DISTRICT), ""),
        (Waiting(1, DISTRICT, part="Tập 1"), ""),
        (Waiting(1, DISTRICT, part="Tập 2"), "other_volume"),
        (Waiting(1, DISTRICT, only_copy=8), "other_copy"),
        (Waiting(1, SISTER), "not_lent_out"),
        (Waiting(1, DISTRICT, sleeps=True), "sleeps"),
        (Waiting(1, DISTRICT, run_out=True), "run_out"),
        (Waiting(1, DISTRICT, in_house_only=True), "in_house_only"),
        (Waiting(1, DISTRICT, passed_over={9}), "not_found"),
    ],
)
def test_why_a_copy_does_not_serve_a_hold(waiting: Waiting, why: str) -> None:
    assert rules.against(waiting, COPY) == why
    assert rules.reason(why) or not why


def test_whoever_is_passed_by_is_named_with_the_reason() -> None:
    queue = [Waiting(1, DISTRICT, sleeps=True), Waiting(2, SISTER), Waiting(3, DISTRICT), Waiting(4, DISTRICT)]
    first, passed = rules.turn(queue, COPY)
    assert first == queue[2]
    assert passed == {1: "sleeps", 2: "not_lent_out"}


def test_a_wish_without_anything_against_it_is_granted() -> None:
    wish = rules.Wish(standing=(), open_holds=2, hold_limit=3, held_already=False, on_loan=False)
    assert rules.against_placing(wish) == []
