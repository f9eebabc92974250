"""Tours carry every load once, within a vehicle's room and day; and are the shortest where all can be tried."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.planning.problem import DEPOT, Placement
from lienthu.lib.planning.tests.problems import box, line, problem, site
from lienthu.lib.planning.tours import NEAR, Driving, Move, Vehicle, drive, exchange, loads, of_plan, steps

VAN = Vehicle("van", 100, day=600, tours=9)


def on_board(found: Driving, moves: list[Move], capacity: int) -> bool:
    """Whether no vehicle ever holds more than it can, and no box is left before it was taken."""
    load, start = {m.box: m.load for m in moves}, {m.box: m.start for m in moves}
    for tour in found.tours:
        held = {b for call in tour.calls for b in call.leaves if start[b] == DEPOT}
        if sum(load[b] for b in held) > capacity:
            return False
        for call in tour.calls:
            if not set(call.leaves) <= held:
                return False
            held = (held - set(call.leaves)) | set(call.takes)
            if sum(load[b] for b in held) > capacity:
                return False
    return True


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda m: m[0] != m[1]), min_size=1, max_size=5))
def test_every_box_is_taken_and_left_once_and_never_too_much_is_on_board(ways: list[tuple[int, int]]) -> None:
    moves = [Move(40, start, end, b) for b, (start, end) in enumerate(ways)]
    found = drive(moves, line(4), [VAN], seconds=1, without_gain=200)
    assert found.feasible
    assert loads(found.tours, moves)
    assert on_board(found, moves, VAN.capacity)
    assert found.minutes == sum(tour.driving for tour in found.tours)


def test_the_tour_is_the_shortest_of_all_orders() -> None:
    minutes = [[0, 7, 12, 9, 20], [7, 0, 4, 11, 15], [12, 4, 0, 8, 6], [9, 11, 8, 0, 13], [20, 15, 6, 13, 0]]
    moves = [Move(10, DEPOT, place, place) for place in (1, 2, 3, 4)]
    best = min(
        sum(minutes[a][b] for a, b in itertools.pairwise((0, *order, 0)))
        for order in itertools.permutations((1, 2, 3, 4))
    )
    assert drive(moves, minutes, [VAN], seconds=1, without_gain=500).minutes == best


def test_a_box_that_moves_on_to_the_next_site_rides_in_the_same_tour() -> None:
    moves = [Move(10, DEPOT, 1, 0), Move(10, 1, 2, 1), Move(10, 2, DEPOT, 2)]
    [tour] = drive(moves, line(2), [VAN], seconds=1, without_gain=200).tours
    assert [(c.place, c.leaves, c.takes) for c in tour.calls] == [(1, (0,), (1,)), (2, (1,), (2,))]
    assert tour.driving == 120


def test_a_day_that_is_too_short_is_told() -> None:
    moves = [Move(10, DEPOT, 1, 0)]
    assert not drive(moves, line(1, 400), [VAN], seconds=1, without_gain=50).feasible


def test_what_is_moved_is_what_changes_its_place() -> None:
    one = problem([box("a", 1, at=0), box("b", 2), box("c", 3)], [site("x"), site("y")], 2)
    plan = frozenset({Placement(0, 0, 0), Placement(1, 1, 0), Placement(0, 1, 1)})
    assert exchange(one, plan, 0) == [Move(10, 0, 2, 1)]
    assert exchange(one, plan, 1) == [Move(10, 1, 2, 0), Move(10, 2, 0, 1)]
    assert exchange(one, plan, 2) == [Move(10, 2, 0, 0)]
    assert len(of_plan(one, plan, [VAN], seconds=0.2)) == 3


def test_nothing_to_move_needs_no_tour() -> None:
    assert drive([], line(1), [VAN]) == Driving((), 0, feasible=True)


def test_many_loads_of_one_place_leave_room_to_look_at_other_places() -> None:
    """Else no load of the place could ever be moved next to a stop elsewhere."""
    many = [Move(10, DEPOT, 1) for _ in range(25)]
    assert steps([*many, Move(10, DEPOT, 2)]).neighbourhood.num_neighbours > len(many)
    assert steps([Move(10, DEPOT, place) for place in range(1, 200)]).neighbourhood.num_neighbours == NEAR
