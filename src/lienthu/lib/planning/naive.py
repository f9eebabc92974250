"""The naive cycle, which a plan must beat: boxes stand at the first sites of the list, and each moves on to the
next site."""

from __future__ import annotations

from lienthu.lib.planning.problem import Placement, Plan, Problem


def cycle(problem: Problem) -> Plan:
    """As a person with a list would do it: it looks at no history, no audience and no map. Not more boxes than
    sites."""
    sites = len(problem.sites)
    count = min(len(problem.boxes), sites)
    return frozenset(Placement(b, (b + r) % sites, r) for r in range(len(problem.rounds)) for b in range(count))
