"""Why this box here, why not that one, and why it cannot be done: as data, for the caller to word."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from lienthu.lib.planning.allowed import Allowed
from lienthu.lib.planning.engine import Program
from lienthu.lib.planning.judge import account
from lienthu.lib.planning.problem import Placement, Plan, Problem
from lienthu.lib.planning.score import Scores
from lienthu.lib.planning.why import Reason, Why

RIVALS = 3


@dataclass(frozen=True, slots=True)
class Rival:
    """A box that would suit the site better, and what is against it; nothing is: the plan as a whole is better
    without."""

    box: int
    points: float
    reasons: tuple[Reason, ...]
    instead: tuple[Placement, ...]  # where the plan has it in that round


@dataclass(frozen=True, slots=True)
class Here:
    """What speaks for a placement."""

    points: float  # of 100
    audiences: frozenset[str]  # that box and site have in common
    titles: frozenset[int]  # wishes that it meets
    subjects: frozenset[str]
    services: int  # boxes that the plan brings the site, beside its fair share
    fair: float
    last: datetime.date | None  # the last day on which the site had any of its titles
    again: tuple[int, ...]  # titles that come again too early, where that was let through
    together: tuple[int, ...]  # sites of its neighbourhood that are served in the same round
    pinned: bool
    rivals: tuple[Rival, ...]


def why_here(problem: Problem, plan: Plan, placement: Placement) -> Here:
    """What speaks for this placement of the plan, and which boxes would suit better but cannot come."""
    allowed, scores = Allowed(problem), Scores(problem)
    box, site = problem.boxes[placement.box], problem.sites[placement.site]
    zone = scores.zones[scores.zone_of[placement.site]]
    together = {p.site for p in plan if p.round == placement.round and p.site in zone and p.site != placement.site}
    return Here(
        points=float(scores.match[placement.box, placement.site]),
        audiences=box.audiences & site.audiences,
        titles=box.titles & site.wished_titles,
        subjects=box.subjects & site.wished_subjects,
        services=sum(1 for p in plan if p.site == placement.site),
        fair=scores.fair[placement.site],
        last=max((site.had[t] for t in box.titles if t in site.had), default=None),
        again=allowed.repeated(placement),
        together=tuple(sorted(together)),
        pinned=placement in problem.pins,
        rivals=_rivals(allowed, scores, plan, placement),
    )


def _rivals(allowed: Allowed, scores: Scores, plan: Plan, placement: Placement) -> tuple[Rival, ...]:
    own = scores.match[placement.box, placement.site]
    others = [(-float(scores.match[b, placement.site]), b) for b in range(len(scores.problem.boxes))]
    rest = plan - {placement}
    found: list[Rival] = []
    for negative, b in sorted(others)[: RIVALS + 1]:
        if b == placement.box or -negative <= own + 1e-9 or len(found) == RIVALS:
            continue
        there = Placement(b, placement.site, placement.round)
        reasons = allowed.reasons(there) + allowed.hindrances(there, rest)
        instead = tuple(p for p in sorted(rest) if p.box == b and p.round == placement.round)
        found.append(Rival(b, -negative, tuple(reasons), instead))
    return tuple(found)


def why_not(problem: Problem, plan: Plan, placement: Placement) -> list[Reason]:
    """Everything against a placement that the plan does not have; nothing is: see what it `would_cost`."""
    allowed = Allowed(problem)
    return allowed.reasons(placement) + allowed.hindrances(placement, plan)


def would_cost(problem: Problem, plan: Plan, placement: Placement) -> float:
    """Points that the plan would lose if this placement took the place of those in its way, all else unchanged."""
    in_the_way = {other for reason in Allowed(problem).hindrances(placement, plan) for other in reason.others}
    return account(problem, plan).total - account(problem, (plan - in_the_way) | {placement}).total


@dataclass(frozen=True, slots=True)
class Shortage:
    """A site cannot get what it was promised, whatever the rest of the plan: proven, with a least set of causes.

    Lifting any one of `causes` would let the promise be kept; without causes there are too few rounds, places or
    boxes.
    """

    site: int
    asked: int
    possible: int
    causes: tuple[Why, ...]


def shortages(problem: Problem, *, seconds: float = 5.0) -> list[Shortage]:
    """Promises that cannot be kept, each looked at by itself with the pins in place."""
    found = []
    for s, site in enumerate(problem.sites):
        if site.least and (possible := most_at(problem, s, seconds=seconds)) < site.least:
            found.append(Shortage(s, site.least, possible, causes(problem, s, site.least, seconds=seconds)))
    return found


LIFTABLE = (
    Why.FORBIDDEN,
    Why.CLOSED,
    Why.TOO_MANY_COPIES,
    Why.NOT_FREE,
    Why.TOO_LONG,
    Why.TOO_LARGE,
    Why.BOX_ELSEWHERE,
    Why.SHARES_TITLES,
    Why.HAD_TITLES,
)


def causes(problem: Problem, s: int, asked: int, *, seconds: float = 5.0) -> tuple[Why, ...]:
    """A least set of causes that together make `asked` boxes impossible: one after the other is lifted and stays
    lifted as long as that changes nothing, so each that is left is needed."""
    lifted: set[Why] = set()
    for cause in LIFTABLE:
        if most_at(problem, s, without={*lifted, cause}, seconds=seconds) < asked:
            lifted.add(cause)
    return tuple(cause for cause in LIFTABLE if cause not in lifted)


def most_at(problem: Problem, s: int, *, without: Collection[Why] = (), seconds: float = 5.0) -> int:
    """How many boxes a site can get when every other site stands back, with these kinds of causes lifted."""
    allowed, program = Allowed(problem), Program()
    at: dict[tuple[int, int], int] = {}
    for b in range(len(problem.boxes)):
        for r in range(len(problem.rounds)):
            against = {reason.why for reason in allowed.reasons(Placement(b, s, r))}
            if any(p.box == b and p.round == r and p.site != s for p in problem.pins):
                against.add(Why.BOX_ELSEWHERE)
            if against <= set(without):
                at[b, r] = program.column(1.0)
    for r in range(len(problem.rounds)):
        program.row([column for (_, other), column in at.items() if other == r], most=problem.sites[s].slots)
    if Why.SHARES_TITLES not in without:
        _no_title_again(allowed, program, at)
    answer = program.solve(seconds=seconds)
    return int(answer.bound + 1e-6)


def _no_title_again(allowed: Allowed, program: Program, at: dict[tuple[int, int], int]) -> None:
    by_box: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (b, r), column in at.items():
        by_box[b].append((r, column))
    for clique in allowed.cliques:
        for window in allowed.windows:
            columns = [column for b in clique for r, column in by_box[b] if r in window]
            if len(columns) > 1:
                program.row(columns, most=1)


def unavoidable(problem: Problem) -> frozenset[int]:
    """Sites whose promise cannot be kept without bringing a title again too early: proven one by one."""
    return frozenset(each.site for each in shortages(problem) if Why.HAD_TITLES in each.causes)
