"""Tours of vehicles for one exchange of boxes, by PyVRP: who calls where, in which order, to leave and to fetch what.

A box goes from the depot to a site, from a site back to the depot, or from one site on to the next within a tour.
Every vehicle begins and ends at the depot; a tour is a day's work of one vehicle. Minutes throughout; loads in
copies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyvrp
from pyvrp.PenaltyManager import PenaltyParams
from pyvrp.search import NeighbourhoodParams, PerturbationParams
from pyvrp.stop import MaxRuntime, MultipleCriteria, NoImprovement, StoppingCriterion

from lienthu.lib.planning.problem import DEPOT, Plan, Problem

ENOUGH_WITHOUT_GAIN = 20_000  # turns of the search that better nothing, after which it is over
# Smaller steps than PyVRP's own (25 and 50): in a minute there is time for three times as many, and they lead further.
LARGEST_STEP = 10  # stops that are taken out and put back at most, to leave a place where nothing can be bettered
NEAR, NEAR_AT_MOST = 20, 50  # how many stops a stop may be moved next to
# Of the routes that the search looks at, so many should be feasible. PyVRP's own share (0.65) holds it back where
# vehicles are nearly full: measured on five instances (docs/benchmarks.md).
FEASIBLE = 0.4
TOUR_COSTS = 60  # minutes that one more tour may save in driving before it is worth a crew's day


@dataclass(frozen=True, slots=True)
class Vehicle:
    """`capacity` in copies; `day`: minutes from leaving the depot to being back; `tours`: how many it may drive
    for one exchange."""

    name: str
    capacity: int
    day: int = 600
    tours: int = 1


@dataclass(frozen=True, slots=True)
class Move:
    """A load goes from a place to another (0: the depot)."""

    load: int
    start: int
    end: int
    box: int = -1


@dataclass(frozen=True, slots=True)
class Call:
    """A stop of a tour: at this site, after so many minutes, with what is left and what is taken there (boxes)."""

    place: int
    after: int
    leaves: tuple[int, ...]
    takes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tour:
    vehicle: int
    calls: tuple[Call, ...]
    driving: int
    duration: int


@dataclass(frozen=True, slots=True)
class Driving:
    """The tours of an exchange. `feasible` is false when they need more load, time or tours than there is."""

    tours: tuple[Tour, ...]
    minutes: int
    feasible: bool


def exchange(problem: Problem, plan: Plan, r: int) -> list[Move]:
    """What is to be moved at the beginning of a round; after the last round, everything back to the depot."""
    before = (
        {b: box.at + 1 for b, box in enumerate(problem.boxes) if box.at is not None}
        if r == 0
        else {p.box: p.site + 1 for p in plan if p.round == r - 1}
    )
    after = {p.box: p.site + 1 for p in plan if p.round == r}
    moves = []
    for b in sorted(before.keys() | after.keys()):
        start, end = before.get(b, DEPOT), after.get(b, DEPOT)
        if start != end:
            moves.append(Move(problem.boxes[b].size, start, end, b))
    return moves


def drive(
    moves: Sequence[Move],
    minutes: Sequence[Sequence[int]],
    vehicles: Sequence[Vehicle],
    *,
    seconds: float = 10.0,
    seed: int = 0,
    at_stop: int = 0,
    tour_costs: int = TOUR_COSTS,
    without_gain: int | None = ENOUGH_WITHOUT_GAIN,
) -> Driving:
    """The cheapest tours found for these moves; `at_stop`: minutes that leaving or fetching one load takes;
    `without_gain`: turns of the search after which it ends when nothing was bettered."""
    if not moves:
        return Driving((), 0, feasible=True)
    places = sorted({DEPOT} | {m.start for m in moves} | {m.end for m in moves})
    index = {place: i for i, place in enumerate(places)}
    data = _data(moves, minutes, vehicles, places, index, at_stop, tour_costs)
    until = _until(seconds, without_gain)
    result = pyvrp.solve(data, until, seed=seed, collect_stats=False, display=False, params=steps(moves))
    tours = tuple(_tour(data, route, moves, places) for route in result.best.routes())
    return Driving(tours, sum(tour.driving for tour in tours), feasible=result.best.is_feasible())


def _until(seconds: float, without_gain: int | None) -> StoppingCriterion:
    criteria: list[StoppingCriterion] = [MaxRuntime(seconds)]
    if without_gain is not None:
        criteria.append(NoImprovement(without_gain))
    return MultipleCriteria(criteria)


def steps(moves: Sequence[Move]) -> pyvrp.SolveParams:
    """How the search goes. Loads of one place are all near each other, so they do not count against those of others."""
    together = Counter(place for move in moves for place in {move.start, move.end} if place != DEPOT)
    near = min(NEAR_AT_MOST, NEAR - 1 + max(together.values(), default=1))
    return pyvrp.SolveParams(
        neighbourhood=NeighbourhoodParams(num_neighbours=near),
        perturbation=PerturbationParams(max_perturbations=LARGEST_STEP),
        penalty=PenaltyParams(target_feasible=FEASIBLE),
    )


def _data(
    moves: Sequence[Move],
    minutes: Sequence[Sequence[int]],
    vehicles: Sequence[Vehicle],
    places: Sequence[int],
    index: dict[int, int],
    at_stop: int,
    tour_costs: int,
) -> pyvrp.ProblemData:
    """Loads from or to the depot are clients, in the order of the moves; loads between sites are shipments."""
    clients, shipments = [], []
    for move in moves:
        if DEPOT in (move.start, move.end):
            clients.append(
                pyvrp.Client(
                    index[move.start + move.end],
                    delivery=[move.load if move.start == DEPOT else 0],
                    pickup=[move.load if move.end == DEPOT else 0],
                    service_duration=at_stop,
                )
            )
        else:
            shipments.append(
                pyvrp.Shipment(
                    index[move.start],
                    index[move.end],
                    pickup_service_duration=at_stop,
                    delivery_service_duration=at_stop,
                    amount=[move.load],
                )
            )
    types = [
        pyvrp.VehicleType(
            num_available=vehicle.tours,
            capacity=[vehicle.capacity],
            shift_duration=vehicle.day,
            fixed_cost=tour_costs,
        )
        for vehicle in vehicles
    ]
    matrix: Any = np.array([[minutes[i][j] for j in places] for i in places], dtype=np.int64)
    locations = [pyvrp.Location(0, 0) for _ in places]
    return pyvrp.ProblemData(
        locations, clients, [pyvrp.Depot(index[DEPOT])], types, [matrix], [matrix], shipments=shipments
    )


def _tour(data: pyvrp.ProblemData, route: pyvrp.Route, moves: Sequence[Move], places: Sequence[int]) -> Tour:
    """The route in our words: visits of one place in a row are one call."""
    plain = [i for i, m in enumerate(moves) if DEPOT in (m.start, m.end)]
    between = [i for i, m in enumerate(moves) if DEPOT not in (m.start, m.end)]
    calls: list[Call] = []
    for act in route.schedule():
        if act.is_depot():
            continue
        if act.is_client():
            move = moves[plain[act.idx]]
            fetched = move.end == DEPOT
        else:
            move = moves[between[act.idx]]
            fetched = act.is_pickup()
        place = move.start if fetched else move.end
        last = calls.pop() if calls and calls[-1].place == place else Call(place, act.start_time, (), ())
        gone = last.leaves if fetched else (*last.leaves, move.box)
        taken = (*last.takes, move.box) if fetched else last.takes
        calls.append(Call(place, last.after, gone, taken))
    return Tour(route.vehicle_type(), tuple(calls), route.travel_duration(), route.duration())


def of_plan(
    problem: Problem,
    plan: Plan,
    vehicles: Sequence[Vehicle],
    *,
    seconds: float = 5.0,
    seed: int = 0,
    at_stop: int = 20,
    without_gain: int | None = ENOUGH_WITHOUT_GAIN,
) -> list[Driving]:
    """The tours of each exchange, `seconds` for each: before every round, and the bringing home after the last."""
    return [
        drive(
            exchange(problem, plan, r),
            problem.minutes,
            vehicles,
            seconds=seconds,
            seed=seed,
            at_stop=at_stop,
            without_gain=without_gain,
        )
        for r in range(len(problem.rounds) + 1)
    ]


def loads(tours: Sequence[Tour], moves: Sequence[Move]) -> bool:
    """Whether every load is taken once and left once: what the tests ask of any tours."""
    left = Counter(box for tour in tours for call in tour.calls for box in call.leaves)
    taken = Counter(box for tour in tours for call in tour.calls for box in call.takes)
    return left == Counter(m.box for m in moves if m.end != DEPOT) and taken == Counter(
        m.box for m in moves if m.start != DEPOT
    )
