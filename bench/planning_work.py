"""One measured piece of planning in a process of its own; its figures are the last line that it prints.

python -m bench.planning_work rotation 60
python -m bench.planning_work province 600
python -m bench.planning_work tours FILE.vrp 60
"""

from __future__ import annotations

import json
import math
import statistics
import sys
import time
from pathlib import Path

from bench import planning_cases
from bench.harness import Figures
from lienthu.lib.planning.judge import Account, account, breaches
from lienthu.lib.planning.naive import cycle
from lienthu.lib.planning.problem import Plan, Problem
from lienthu.lib.planning.solve import Progress, solve
from lienthu.lib.planning.tours import Move, Vehicle, drive, of_plan

GOAL = 0.01
VAN = (Vehicle("van", 800, day=600, tours=60),)


def planned(problem: Problem, seconds: float) -> Figures:
    """The plan beside the naive cycle: points, repeats, fairness; when the gap was first within the goal."""
    within: list[float] = []

    def look(now: Progress) -> bool:
        if now.gap <= GOAL and not within:
            within.append(now.seconds)
        return False

    found = solve(problem, seconds=seconds, gap=0.002, stop=look)
    naive = cycle(problem)
    return {
        "boxes": len(problem.boxes),
        "sites": len(problem.sites),
        "rounds": len(problem.rounds),
        "gap_percent": round(100 * found.gap, 3),
        "points": round(found.account.total, 1),
        "bound": round(found.bound, 1),
        "seconds": round(found.seconds, 1),
        "seconds_to_one_percent": round(within[0], 1) if within else (found.seconds if found.gap <= GOAL else None),
        "broken_conditions": len(breaches(problem, found.plan)),
        "plan": described(problem, found.plan, found.account),
        "naive": described(problem, naive, account(problem, naive)),
    }


def described(problem: Problem, plan: Plan, found: Account) -> Figures:
    """What a librarian would compare."""
    driving = of_plan(problem, plan, VAN, seconds=1.0, at_stop=20)
    return {
        "placements": len(plan),
        "repeated_titles": found.repeated,
        "match_of_100": round(found.match / max(1, len(plan)), 1),
        "least_served": min(found.services),
        "most_served": max(found.services),
        "spread_of_services": round(statistics.pstdev(found.services), 2),
        "points": round(found.total, 1),
        "driving_hours": round(sum(each.minutes for each in driving) / 60, 1),
        "tours": sum(len(each.tours) for each in driving),
    }


def province(seconds: float) -> Figures:
    began = time.perf_counter()
    problem, contents = planning_cases.province()
    packed = time.perf_counter() - began
    return {
        "copies": sum(box.size for box in problem.boxes),
        "families": len(contents.families),
        "seconds_for_contents": round(packed, 1),
        **planned(problem, seconds - packed),
    }


def tours(path: Path, seconds: float) -> Figures:
    """A CVRPLIB instance through the very function that plans our tours; distances rounded as its rules say."""
    capacity, points, demands = read(path)
    minutes = [[round(math.dist(one, other)) for other in points] for one in points]
    moves = [Move(demand, 0, i, i) for i, demand in enumerate(demands) if i]
    began = time.perf_counter()
    found = drive(
        moves,
        minutes,
        [Vehicle("truck", capacity, day=10**9, tours=len(moves))],
        seconds=seconds,
        tour_costs=0,
        without_gain=None,
    )
    best = best_known(path.with_suffix(".sol"))
    return {
        "instance": path.stem,
        "stops": len(moves),
        "cost": found.minutes,
        "best_known": best,
        "above_best_percent": round(100 * (found.minutes / best - 1), 3),
        "feasible": found.feasible,
        "seconds": round(time.perf_counter() - began, 1),
    }


def read(path: Path) -> tuple[int, list[tuple[float, float]], list[int]]:
    """Capacity, points and demands of an instance in CVRPLIB's format with Euclidean distances, the depot first."""
    capacity, points, demands, section = 0, [], [], ""
    for line in path.read_text().splitlines():
        words = line.replace(":", " ").split()
        if not words:
            continue
        if words[0].isupper() and not words[0].isdigit():
            section = words[0]
            if section == "CAPACITY":
                capacity = int(words[1])
            if section == "EDGE_WEIGHT_TYPE" and words[1] != "EUC_2D":
                raise ValueError(f"{path.name}: only EUC_2D is read, not {words[1]}")
        elif section == "NODE_COORD_SECTION":
            points.append((float(words[1]), float(words[2])))
        elif section == "DEMAND_SECTION":
            demands.append(int(words[1]))
    return capacity, points, demands


def best_known(path: Path) -> int:
    """The cost in the solution that lies beside an instance."""
    return next(int(line.split()[1]) for line in path.read_text().splitlines() if line.startswith("Cost"))


def main(arguments: list[str]) -> int:
    what, *rest = arguments
    if what == "rotation":
        figures = planned(planning_cases.rotation(), float(rest[0]))
    elif what == "province":
        figures = province(float(rest[0]))
    else:
        figures = tours(Path(rest[0]), float(rest[1]))
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
