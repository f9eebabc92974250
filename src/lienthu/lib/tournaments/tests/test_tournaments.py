"""Draws, tables, timetables and prizes hold for whatever teams come, without a database."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.tournaments import draws, prizes, standings, timetables
from lienthu.lib.tournaments.formats import EVERYBODY, Entrant, Format, Shape, Tie, slot
from lienthu.lib.tournaments.standings import Game, Result
from lienthu.lib.tournaments.timetables import Court, Day, Play

RULES = [
    Format(Shape.KNOCK_OUT, third_place=True),
    Format(Shape.KNOCK_OUT),
    Format(Shape.ROUND_ROBIN),
    Format(Shape.GROUPS, group_size=4, through=2),
]
teams = st.lists(st.tuples(st.integers(1, 13), st.booleans()), min_size=2, max_size=14).map(
    lambda drawn: [Entrant(key, member, key if strong else None) for key, (member, strong) in enumerate(drawn, 1)]
)
seeds = st.integers(0, 10**6).map(str)


def played(plan: object, rules: Format, seed: str) -> dict[str, Result]:
    """Every match played, by a coin that anybody can throw again."""
    results: dict[str, Result] = {}
    while len(results) < len(plan.fixtures):  # type: ignore[attr-defined]
        known = standings.sides(plan, results, rules, seed)  # type: ignore[arg-type]
        ready = [key for key, pair in known.teams.items() if None not in pair and key not in results]
        assert ready
        for key in ready:
            home = int(draws.lot("coin", seed, key)[:2], 16) % 4
            results[key] = Result(home, 2, winner=1 if home == 2 else 0)
    return results


@settings(max_examples=20)
@given(teams, st.sampled_from(RULES), seeds)
def test_every_draw_can_be_played_to_its_end_and_orders_everybody(
    entrants: list[Entrant], rules: Format, seed: str
) -> None:
    plan = draws.drawn(entrants, rules, seed)
    assert draws.drawn(entrants[::-1], rules, seed) == plan
    number = len(entrants)
    if rules.shape == Shape.KNOCK_OUT:
        assert len([each for each in plan.fixtures if each.key != "K3P"]) == number - 1
        assert len(plan.byes) == (1 << (number - 1).bit_length()) - number
    if rules.shape == Shape.ROUND_ROBIN:
        met = [frozenset((each.home.team, each.away.team)) for each in plan.fixtures]
        assert sorted(map(sorted, met)) == [list(pair) for pair in combinations(range(1, number + 1), 2)]
    if rules.shape == Shape.GROUPS:
        sizes = [len(group) for _name, group in plan.groups]
        assert max(sizes) - min(sizes) <= 1
        assert sum(sizes) == number
    for turn in {each.turn for each in plan.fixtures}:
        side = [s.team for each in plan.fixtures if each.turn == turn for s in (each.home, each.away) if s.team]
        assert len(side) == len(set(side))
    for each in plan.fixtures:
        assert slot(each.home.written()) == each.home
    order = standings.order(plan, played(plan, rules, seed), rules, seed)
    assert order is not None
    assert sorted(team for place in order for team in place) == sorted(each.key for each in entrants)


@settings(max_examples=10)
@given(st.integers(2, 13), seeds)
def test_two_teams_of_a_member_meet_in_the_final_at_the_earliest(members: int, seed: str) -> None:
    entrants = [Entrant(number, (number + 1) // 2) for number in range(1, 2 * members + 1)]
    plan = draws.drawn(entrants, Format(Shape.KNOCK_OUT), seed)
    known = standings.sides(plan, {}, RULES[1], seed)
    may = standings.may_play(plan, known)
    last = max(each.turn for each in plan.fixtures)
    early = [each for each in plan.fixtures if each.turn < last]
    for each in early:
        assert len({(team + 1) // 2 for team in may[each.key]}) == len(may[each.key])


def test_the_strongest_have_the_byes_and_meet_last() -> None:
    entrants = [Entrant(number, number, number) for number in range(1, 14)]
    plan = draws.drawn(entrants, Format(Shape.KNOCK_OUT), "2019")
    assert plan.byes == (1, 2, 3)
    known = standings.sides(plan, {}, RULES[1], "2019")
    semi = [teams for key, teams in standings.may_play(plan, known).items() if key.startswith("K3-")]
    assert sorted(len(teams & {1, 2, 3, 4}) for teams in semi) == [2, 2]
    assert all(not {1, 2} <= teams for teams in semi)


def test_equals_are_parted_by_the_list_and_the_table_says_by_what() -> None:
    rules = Format(Shape.ROUND_ROBIN, ties=(Tie.HEAD_TO_HEAD, Tie.DIFFERENCE))
    games = [Game(1, 2, Result(1, 0)), Game(2, 3, Result(1, 0)), Game(3, 1, Result(1, 0)), Game(1, 4, Result(5, 0))]
    games += [Game(2, 4, Result(2, 0)), Game(3, 4, Result(2, 0))]
    rows = standings.table([1, 2, 3, 4], games, rules, "x")
    assert [(row.team, row.rank, row.by) for row in rows] == [
        (1, 1, ""), (2, 2, "difference"), (3, 2, ""), (4, 4, ""),
    ]  # fmt: skip
    by_lot = standings.table([1, 2, 3, 4], games, Format(Shape.ROUND_ROBIN), "x")
    assert [row.rank for row in by_lot] == [1, 2, 3, 4]
    assert {by_lot[1].by, by_lot[2].by} == {"difference", "lots"}


@st.composite
def days(draw: st.DrawFn) -> Day:
    number = draw(st.integers(1, 9))
    courts = tuple(Court(f"c{each}", ((0, 120), (180, 400))) for each in range(draw(st.integers(1, 3))))
    plays: list[Play] = []
    for index in range(number):
        people = draw(st.frozensets(st.integers(1, 8), max_size=3))
        after = draw(st.frozensets(st.integers(0, index - 1), max_size=2)) if index else frozenset()
        names = tuple(court.key for court in courts[: draw(st.integers(1, len(courts)))])
        minutes = draw(st.integers(10, 60))
        plays.append(Play(f"m{index}", minutes, names, people, frozenset(f"m{each}" for each in after)))
    return Day(tuple(plays), courts, rest=draw(st.sampled_from([0, 10, 20])), change=draw(st.sampled_from([0, 5])))


@settings(max_examples=30)
@given(days())
def test_nobody_is_in_two_places_and_a_refusal_has_a_reason(day: Day) -> None:
    found = timetables.timetable(day)
    assert bool(found.placed) != bool(found.why)
    if found.placed:
        assert found.placed.keys() == day.by_key.keys()
        assert timetables.faults(day, found.placed) == []


def test_a_day_that_is_too_short_says_why() -> None:
    everybody = frozenset({7})
    plays = tuple(Play(f"m{number}", 30, ("a", "b"), everybody) for number in range(4))
    courts = (Court("a", ((0, 130),)), Court("b", ((0, 130),)))
    assert timetables.timetable(Day(plays, courts, rest=10)).why == (timetables.Why("person", "7", 150, 130),)
    apart = tuple(Play(each.key, 30, each.courts) for each in plays)
    assert timetables.timetable(Day(apart, courts)).shortest
    full = tuple(Play(f"m{number}", 30, ("a",)) for number in range(5))
    assert [why.kind for why in timetables.timetable(Day(full, courts)).why] == ["courts"]


def test_the_search_finds_what_the_quick_orders_miss_or_proves_that_there_is_nothing() -> None:
    # Two long and three short matches fill two courts only in one way; each court is open until 60.
    courts = (Court("a", ((0, 60),)), Court("b", ((0, 60),)))
    plays = tuple(Play(f"m{index}", minutes, ("a", "b")) for index, minutes in enumerate((30, 30, 20, 20, 20)))
    found = timetables.timetable(Day(plays, courts))
    assert found.ends == 60
    never = tuple(Play(f"m{index}", minutes, ("a", "b")) for index, minutes in enumerate((40, 40, 40)))
    assert timetables.timetable(Day(never, courts)).why == (timetables.Why("search"),)


def test_prizes_follow_the_scale_and_a_shared_place_is_asked_about() -> None:
    scale = [prizes.Step("Nhất", 1, None, "gold"), prizes.Step("Nhì", 1, None, "silver")]
    scale += [prizes.Step("Ba", 2, None, "bronze"), prizes.Step("Khuyến khích", 2)]
    order = [(1,), (2,), (3, 4), (5, 6, 7, 8), (9,)]
    given_ = prizes.by_order(order, scale)
    assert given_.prizes == ((1, 0), (2, 1), (3, 2), (4, 2))
    assert given_.undecided == (((5, 6, 7, 8), 3, 2),)
    graded = [prizes.Step("A", None, Decimal(90)), prizes.Step("B", None, Decimal(80))]
    scores = {1: Decimal(95), 2: Decimal(85), 3: Decimal(70)}
    assert prizes.by_order([(1,), (2,), (3,)], graded, scores).prizes == ((1, 0), (2, 1))
    table = prizes.medals([(1, "gold"), (2, "silver"), (2, "silver"), (3, "gold"), (3, "")])
    assert [(row.rank, row.member, row.total, row.others) for row in table] == [
        (1, 3, 1, 1),
        (2, 1, 1, 0),
        (3, 2, 2, 0),
    ]


@pytest.mark.parametrize("bad", [[Entrant(1, 1)], [Entrant(1, 1), Entrant(1, 2)]])
def test_no_draw_without_two_teams(bad: list[Entrant]) -> None:
    with pytest.raises(ValueError, match="team"):
        draws.drawn(bad, RULES[0], "1")


def test_the_one_group_of_a_round_robin_has_a_name() -> None:
    plan = draws.drawn([Entrant(1, 1), Entrant(2, 2)], Format(Shape.ROUND_ROBIN), "1")
    assert plan.groups[0][0] == EVERYBODY
