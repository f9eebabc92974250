"""The proposal is the best there is where every plan can be looked at, keeps every condition, and knows its bound."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings

from lienthu.lib.planning import solve as solving
from lienthu.lib.planning.judge import account, breaches
from lienthu.lib.planning.problem import Forbidden, Placement, Problem, Rules, Weights
from lienthu.lib.planning.solve import PinsClash, Progress, free_of, solve
from lienthu.lib.planning.tests.problems import box, day, every_plan, may_be, problem, problems, site

SLOWLY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOWLY
@given(problems())
def test_no_plan_is_better_than_the_proposal_and_no_condition_is_broken(one: Problem) -> None:
    found = solve(one, seconds=20, gap=0.0)
    best = max(account(one, plan).total for plan in every_plan(one) if may_be(one, plan))
    assert may_be(one, found.plan)
    assert found.account.total == pytest.approx(best, abs=1e-4)
    assert found.bound >= best - 1e-4
    assert found.account == account(one, found.plan)


@SLOWLY
@given(problems())
def test_what_the_judge_lets_through_is_what_may_be(one: Problem) -> None:
    most = one.rules.boxes_a_round or len(one.boxes)
    for plan in list(every_plan(one))[::17]:
        if all(sum(1 for p in plan if p.round == r) <= most for r in range(len(one.rounds))):
            assert (not breaches(one, plan)) == may_be(one, plan)


@settings(SLOWLY, max_examples=6)
@given(problems())
def test_part_by_part_the_plan_is_allowed_and_below_the_bound(one: Problem) -> None:
    whole, solving.WHOLE = solving.WHOLE, -1
    try:
        found = solve(one, seconds=2, gap=0.0)
    finally:
        solving.WHOLE = whole
    assert may_be(one, found.plan)
    assert found.bound >= solve(one, seconds=20, gap=0.0).account.total - 1e-4


def farm_and_school() -> Problem:
    return problem(
        [box("farm", 1, 2, audiences=frozenset({"farmers"})), box("tales", 3, audiences=frozenset({"children"}))],
        [site("post office", audiences=frozenset({"farmers"})), site("school", audiences=frozenset({"children"}))],
    )


def test_boxes_go_to_the_readers_they_are_for() -> None:
    found = solve(farm_and_school(), seconds=5)
    assert {Placement(0, 0, 0), Placement(1, 1, 0)} <= found.plan or {
        Placement(0, 0, 1),
        Placement(1, 1, 1),
    } <= found.plan
    assert found.account.repeated == 0


def test_a_pin_stays_and_the_rest_is_chosen_around_it() -> None:
    pin = Placement(0, 1, 0)
    one = farm_and_school()
    found = solve(free_of(one, frozenset({pin, Placement(1, 1, 1)}), lambda p: p == pin), seconds=5)
    assert pin in found.plan
    assert Placement(0, 1, 1) not in found.plan


def test_what_is_forbidden_does_not_happen() -> None:
    one = problem([box("farm", 1)], [site("a"), site("b")], forbidden=frozenset({Forbidden(box=0, site=0)}))
    assert {p.site for p in solve(one, seconds=5).plan} == {1}


def test_pins_that_contradict_each_other_are_refused_with_both_named() -> None:
    one = problem(
        [box("a", 1, 2), box("b", 2, 3)],
        [site("school")],
        pins=frozenset({Placement(0, 0, 0), Placement(1, 0, 1)}),
    )
    with pytest.raises(PinsClash) as refusal:
        solve(one, seconds=5)
    reasons = refusal.value.reasons[Placement(0, 0, 0)]
    assert [(r.why.value, r.titles, r.others) for r in reasons] == [("shares_titles", (2,), (Placement(1, 0, 1),))]


def test_a_title_comes_again_when_the_months_are_over() -> None:
    had = {1: day(-3) - datetime.timedelta(days=1)}
    one = problem([box("a", 1)], [site("school", had=had)], rules=Rules(repeat_months=6))
    assert solve(one, seconds=5).plan == {Placement(0, 0, 1)}


def test_a_round_longer_than_a_box_may_stay_gets_nothing() -> None:
    one = problem([box("a", 1)], [site("school")], rules=Rules(months_at_site=2))
    assert solve(one, seconds=5).plan == frozenset()
    assert solve(problem([box("a", 1)], [site("school")], rules=Rules(months_at_site=3)), seconds=5).plan


def test_sites_get_alike_many_boxes() -> None:
    boxes = [box(str(b), b) for b in range(2)]
    one = problem(boxes, [site(str(s)) for s in range(4)], 4, weights=Weights(driving=0.0))
    assert solve(one, seconds=5).account.services == (2, 2, 2, 2)


def test_neighbours_are_served_together_to_save_a_way() -> None:
    near, far = 5, 200
    minutes = tuple(
        tuple(0 if i == j else near if {i, j} in ({1, 2}, {3, 4}) else far for j in range(5)) for i in range(5)
    )
    one = Problem(
        tuple(box(str(b), b) for b in range(2)),
        tuple(site(str(s)) for s in range(4)),
        problem([], [], 2).rounds,
        minutes,
        weights=Weights(driving=0.1),
    )
    found = solve(one, seconds=5)
    assert sorted(sorted(p.site for p in found.plan if p.round == r) for r in range(2)) == [[0, 1], [2, 3]]


def test_the_work_tells_of_its_progress_and_stops_when_told() -> None:
    seen: list[Progress] = []

    def stop(now: Progress) -> bool:
        seen.append(now)
        return True

    found = solve(farm_and_school(), seconds=5, stop=stop)
    assert seen
    assert may_be(farm_and_school(), found.plan)


def test_the_same_seed_gives_the_same_plan() -> None:
    boxes = [box(str(b), b, b + 1) for b in range(4)]
    one = problem(boxes, [site(str(s)) for s in range(5)], 3)
    assert solve(one, seconds=20, seed=7).plan == solve(one, seconds=20, seed=7).plan


def test_nothing_to_plan_gives_an_empty_plan() -> None:
    found = solve(problem([], [], 0), seconds=1)
    assert (found.plan, found.gap) == (frozenset(), 0.0)


def test_a_plan_known_before_is_a_beginning() -> None:
    one = farm_and_school()
    known = solve(one, seconds=5)
    again = solve(one, seconds=5, start=known.plan | {Placement(0, 1, 0)})
    assert again.account.total >= known.account.total - 1e-6
