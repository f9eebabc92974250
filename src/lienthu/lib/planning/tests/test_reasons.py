"""Why here, why not, why impossible."""

from dataclasses import replace

import pytest

from lienthu.lib.planning.judge import account
from lienthu.lib.planning.problem import Forbidden, Placement, Rules
from lienthu.lib.planning.reasons import shortages, unavoidable, why_here, why_not, would_cost
from lienthu.lib.planning.solve import solve
from lienthu.lib.planning.tests.problems import box, day, problem, site
from lienthu.lib.planning.why import Why


def test_what_speaks_for_a_box_is_told_and_which_better_one_could_not_come() -> None:
    one = problem(
        [
            box("farm", 1, audiences=frozenset({"farmers"}), subjects=frozenset({"rice"})),
            box("better", 2, 3, audiences=frozenset({"farmers"}), subjects=frozenset({"rice"})),
        ],
        [site("post office", audiences=frozenset({"farmers"}), wished_titles=frozenset({3}), had={2: day(-1)})],
        1,
    )
    plan = solve(one, seconds=5).plan
    here = why_here(one, plan, Placement(0, 0, 0))
    assert (here.audiences, here.titles, here.services, here.last) == (frozenset({"farmers"}), frozenset(), 1, None)
    [rival] = here.rivals
    assert (rival.box, rival.points) == (1, 100.0) or rival.points > here.points
    assert [(r.why, r.titles) for r in rival.reasons] == [(Why.HAD_TITLES, (2,))]


def test_what_stands_against_a_placement_is_told_with_what_is_in_its_way() -> None:
    one = problem([box("a", 1), box("b", 1, 2)], [site("school")], 2)
    plan = frozenset({Placement(0, 0, 0)})
    assert {r.why for r in why_not(one, plan, Placement(1, 0, 0))} == {Why.SITE_FULL, Why.SHARES_TITLES}
    assert [r.others for r in why_not(one, plan, Placement(1, 0, 1))] == [(Placement(0, 0, 0),)]


def test_what_a_wish_of_the_planner_would_cost_is_told() -> None:
    one = problem(
        [box("farm", 1, audiences=frozenset({"farmers"})), box("tales", 2, audiences=frozenset({"children"}))],
        [site("post office", audiences=frozenset({"farmers"}))],
        1,
    )
    plan = frozenset({Placement(0, 0, 0)})
    cost = would_cost(one, plan, Placement(1, 0, 0))
    assert cost == pytest.approx(account(one, plan).total - account(one, frozenset({Placement(1, 0, 0)})).total)
    assert cost == pytest.approx(50)


def test_a_promise_that_history_forbids_is_proven_to_be_so() -> None:
    one = problem([box("a", 1), box("b", 2)], [site("school", least=2, had={1: day(-2)})], 2)
    [shortage] = shortages(one)
    assert (shortage.asked, shortage.possible) == (2, 1)
    assert shortage.causes == (Why.SHARES_TITLES, Why.HAD_TITLES)  # b twice, or a again: either would do
    assert unavoidable(one) == {0}


def test_only_causes_that_matter_are_named() -> None:
    one = problem(
        [box("a", 1), box("b", 1)],
        [site("school", least=2, closed=frozenset({5}))],
        2,
        forbidden=frozenset({Forbidden(box=0, site=0, round=7)}),
    )
    [shortage] = shortages(one)
    assert shortage.causes == (Why.SHARES_TITLES,)
    assert unavoidable(one) == frozenset()


def test_two_causes_that_only_together_forbid_are_both_named() -> None:
    one = problem(
        [box("a", 1), box("b", 2)],
        [site("school", least=1, had={1: day(-2)})],
        1,
        forbidden=frozenset({Forbidden(box=1, site=0)}),
    )
    [shortage] = shortages(one)
    assert (shortage.possible, shortage.causes) == (0, (Why.FORBIDDEN, Why.HAD_TITLES))


def test_too_few_boxes_in_the_world_have_no_cause_that_could_be_lifted() -> None:
    [shortage] = shortages(problem([], [site("school", least=1)], 1))
    assert (shortage.possible, shortage.causes) == (0, ())


def test_where_it_is_unavoidable_a_title_comes_again_and_says_so() -> None:
    one = problem([box("a", 1), box("b", 2)], [site("school", least=2, had={1: day(-2)})], 2, rules=Rules())
    assert solve(one, seconds=5).account.promises == 1000
    let = replace(one, repeats_at=unavoidable(one))
    found = solve(let, seconds=5)
    assert (found.account.promises, found.account.repeated) == (0, 1)
    [early] = [p for p in found.plan if p.box == 0]
    assert why_here(let, found.plan, early).again == (1,)
