"""What a plan is worth and where it breaks a condition: for our plans, a person's and the naive cycle alike.

Independent of the models on purpose: it is what they are checked against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lienthu.lib.planning.allowed import Allowed
from lienthu.lib.planning.problem import Placement, Plan, Problem
from lienthu.lib.planning.score import Scores
from lienthu.lib.planning.why import Reason


@dataclass(frozen=True, slots=True)
class Account:
    """Points of a plan. total = match − unfairness − driving − broken promises − repeats."""

    match: float
    unfairness: float
    driving: float
    promises: float
    repeats: float
    services: tuple[int, ...]  # boxes each site gets
    repeated: int  # titles that come to a site again too early, each time counted

    @property
    def total(self) -> float:
        return self.match - self.unfairness - self.driving - self.promises - self.repeats


def account(problem: Problem, plan: Plan, scores: Scores | None = None, allowed: Allowed | None = None) -> Account:
    """The points of a plan, whether or not it is allowed."""
    scores, allowed = scores or Scores(problem), allowed or Allowed(problem)
    weights = problem.weights
    services = Counter(p.site for p in plan)
    calls = {(scores.zone_of[p.site], p.round) for p in plan}
    early = sum(len(allowed.repeated(p)) for p in plan if p.site in problem.repeats_at)
    return Account(
        match=sum(float(scores.match[p.box, p.site]) for p in plan),
        unfairness=sum(scores.unfairness(s, services[s]) for s in range(len(problem.sites))),
        driving=sum(scores.detour[p.site] for p in plan) + sum(scores.way[z] for z, _ in calls),
        promises=weights.promise * sum(max(0, site.least - services[s]) for s, site in enumerate(problem.sites)),
        repeats=weights.repeat * early,
        services=tuple(services[s] for s in range(len(problem.sites))),
        repeated=repeated(problem, plan, allowed),
    )


def repeated(problem: Problem, plan: Iterable[Placement], allowed: Allowed | None = None) -> int:
    """Titles that a site had within the months before, or has twice at once: each title of each placement once."""
    allowed = allowed or Allowed(problem)
    by_site: dict[int, list[Placement]] = {}
    for placement in plan:
        by_site.setdefault(placement.site, []).append(placement)
    count = 0
    for here in by_site.values():
        here.sort(key=lambda p: (p.round, p.box))
        for i, late in enumerate(here):
            titles = set(allowed.repeated(late))
            for early in here[:i]:
                if allowed.too_near(early.round, late.round):
                    titles |= problem.boxes[early.box].titles & problem.boxes[late.box].titles
            count += len(titles)
    return count


def breaches(problem: Problem, plan: Plan, allowed: Allowed | None = None) -> dict[Placement, list[Reason]]:
    """Placements that break a hard condition, with every reason; empty for a plan that may be carried out."""
    allowed = allowed or Allowed(problem)
    found: dict[Placement, list[Reason]] = {}
    for placement in sorted(plan):
        if reasons := allowed.reasons(placement) + allowed.hindrances(placement, plan):
            found[placement] = reasons
    return found


def too_many_in(problem: Problem, plan: Plan) -> list[int]:
    """Rounds with more boxes than staff and vehicles can deliver."""
    most = problem.rules.boxes_a_round
    if most is None:
        return []
    counts = Counter(p.round for p in plan)
    return sorted(r for r, count in counts.items() if count > most)
