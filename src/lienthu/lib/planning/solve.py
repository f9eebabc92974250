"""Proposing a plan: anytime, with a bound, told how far it is, stopped whenever the caller wants.

First the problem without its calendar gives the bound and says which box goes to which site (`aggregate`); then
after round is filled from that; then the plan is bettered: a small problem as a whole, a large one by freeing a few
rounds or some neighbourhoods at a time, the others kept. The same seed, problem and machine give the same plan as
long as time does not cut a step short.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from lienthu.lib.planning.aggregate import Aggregate
from lienthu.lib.planning.allowed import Allowed, Mask
from lienthu.lib.planning.judge import Account, account, breaches, too_many_in
from lienthu.lib.planning.model import Model, Points
from lienthu.lib.planning.problem import Placement, Plan, Problem
from lienthu.lib.planning.score import Scores
from lienthu.lib.planning.why import Reason

WHOLE = 2_000  # columns up to which the problem is solved as a whole
STEP = 12_000  # columns of one step of bettering
FILL = 6_000  # columns of a round above which only what the aggregate proposes is looked at
DEALING = 0.3  # of the time, at most, for the problem without its calendar
NO_PLACE_BEFORE = -30.0  # points against leaving what the aggregate proposed
PATIENCE = 40  # parts in a row that better nothing, after which the work is over
SITES_AT_ONCE = 14


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is. Points; `gap` is the part of the bound that may still be missing, 1.0 when nothing is
    known."""

    value: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        return gap_of(self.value, self.bound)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan with its account, and how good a plan could at most be."""

    plan: Plan
    account: Account
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        return gap_of(self.account.total, self.bound)


class PinsClash(Exception):
    """Pinned placements that cannot stand: each with its reasons."""

    def __init__(self, reasons: dict[Placement, list[Reason]], full: list[int]) -> None:
        super().__init__("pinned placements contradict a rule or each other")
        self.reasons = reasons
        self.full = full  # rounds with more pins than boxes can be delivered


Stop = Callable[[Progress], bool]


def gap_of(value: float, bound: float) -> float:
    """(bound − value) / |bound|, between 0 and 1."""
    if not math.isfinite(bound) or not math.isfinite(value):
        return 1.0
    return min(1.0, max(0.0, bound - value) / max(1.0, abs(bound)))


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    gap: float = 0.001,
    seed: int = 0,
    start: Plan | None = None,
    stop: Stop | None = None,
) -> Proposal:
    """The best plan found within the time or up to the gap. `stop` is told of progress and ends the work by True.

    `start`: a plan known before; what of it is still allowed is kept as a beginning. Raises PinsClash.
    """
    allowed = Allowed(problem)
    clashing, full = breaches(problem, problem.pins, allowed), too_many_in(problem, problem.pins)
    if clashing or full:
        raise PinsClash(clashing, full)
    return _Work(problem, allowed, Scores(problem), seconds, gap, seed, stop).run(start)


@dataclass
class _Work:
    problem: Problem
    allowed: Allowed
    scores: Scores
    seconds: float
    gap: float
    seed: int
    stop: Stop | None
    bound: float = math.inf
    plan: Plan = frozenset()
    account: Account = field(init=False)
    stopped: bool = False

    def __post_init__(self) -> None:
        self.began = time.monotonic()
        self.plan = self.problem.pins
        self.account = account(self.problem, self.plan, self.scores, self.allowed)

    def run(self, start: Plan | None) -> Proposal:
        if start:
            self._take(self._mended(start))
        if self.problem.boxes and self.problem.sites and self.problem.rounds:
            self._deal()
            if not self._enough():
                self._better()
        else:
            self.bound = self.account.total
        return Proposal(self.plan, self.account, max(self.bound, self.account.total), self._spent())

    def _spent(self) -> float:
        return time.monotonic() - self.began

    def _left(self) -> float:
        return self.seconds - self._spent()

    def _enough(self) -> bool:
        if self.stop and not self.stopped:
            self.stopped = self.stop(Progress(self.account.total, self.bound, self._spent()))
        return self.stopped or self._left() <= 0.2 or gap_of(self.account.total, self.bound) <= self.gap

    def _take(self, plan: Plan) -> bool:
        """Keep the plan if it is better than what we have."""
        found = account(self.problem, plan, self.scores, self.allowed)
        if found.total <= self.account.total + 1e-9:
            return False
        self.plan, self.account = plan, found
        return True

    def _mended(self, plan: Plan) -> Plan:
        """The pins, and of the plan what is allowed beside them."""
        kept = set(self.problem.pins)
        for placement in sorted(plan - kept):
            if self.allowed.mask[placement] and not self.allowed.hindrances(placement, frozenset(kept)):
                kept.add(placement)
                if too_many_in(self.problem, frozenset(kept)):
                    kept.discard(placement)
        return frozenset(kept)

    def _watch(self, value: float, bound: float) -> bool:
        """For a program of a part: only whether to stop, its figures are not the whole's."""
        return self._enough()

    def _deal(self) -> None:
        """Bound, and a first plan: the aggregate's proposal filled in round by round. Who stops gets that much."""
        aggregate = Aggregate(self.allowed, self.scores)
        answer = aggregate.program.solve(
            seconds=self._left() * DEALING, gap=self.gap / 4, watch=self._watch, seed=self.seed
        )
        self.bound = min(self.bound, answer.bound)
        left = aggregate.visits(answer.values) if answer.values is not None else {}
        plan, rounds = self.problem.pins, len(self.problem.rounds)
        for pin in plan:
            left[pin.box, pin.site] = left.get((pin.box, pin.site), 0) - 1
        for r in range(rounds):
            plan = self._fill(plan, r, left, rounds - r)
        self._take(plan)

    def _fill(self, plan: Plan, r: int, left: dict[tuple[int, int], int], rounds: int) -> Plan:
        """One round of the deal. What has the most still to come goes first, or it would not find rounds enough."""
        extra = np.full(self.allowed.mask.shape, NO_PLACE_BEFORE)
        for_box = np.zeros(len(self.problem.boxes))
        for_site = np.zeros(len(self.problem.sites))
        for (b, s), count in left.items():
            for_box[b] += max(0, count)
            for_site[s] += max(0, count) / self.problem.sites[s].slots
        for (b, s), count in left.items():
            if count > 0:
                extra[b, s, r] = 50.0 + 100.0 * (for_box[b] + for_site[s]) / rounds
        proposed = extra > 0
        narrow = int(self._free(plan, rounds=[r]).sum()) > FILL
        found = self._filled(plan, r, extra, proposed if narrow else None, rounds)
        if narrow:  # what found no place goes wherever it may
            found = self._filled(found, r, extra, None, rounds)
        for placement in found - plan:
            pair = placement.box, placement.site
            left[pair] = left.get(pair, 0) - 1
        return found

    def _filled(self, plan: Plan, r: int, extra: Points, among: Mask | None, rounds: int) -> Plan:
        free = self._free(plan, rounds=[r])
        if among is not None:
            free &= among
        model = Model(self.allowed, self.scores, free, plan, extra)
        answer = model.program.solve(seconds=max(1.0, self._left() * 0.5 / rounds), gap=0.002, seed=self.seed)
        return plan if answer.values is None else model.plan(answer.values)

    def _free(self, plan: Plan, *, rounds: list[int], sites: list[int] | None = None) -> Mask:
        """What may be chosen in these rounds (at these sites) when the plan's placements stay: nothing that they
        hinder."""
        mask = np.zeros_like(self.allowed.mask)
        where = np.ix_(range(mask.shape[0]), range(mask.shape[1]) if sites is None else sites, rounds)
        mask[where] = self.allowed.mask[where]
        near = {r: [other for other in rounds if self.allowed.too_near(r, other)] for r in range(mask.shape[2])}
        for b, s, r in plan:
            mask[b, :, r] = False
            if self.problem.sites[s].slots == 1:
                mask[:, s, r] = False
            mask[np.ix_([b, *self.allowed.shares[b]], [s], near[r])] = False
        return mask

    def _better(self) -> None:
        if int(self.allowed.mask.sum()) <= WHOLE:
            self._whole()
            return
        dice = random.Random(self.seed)  # noqa: S311 - not a secret: which part of the plan to better next
        misses = 0
        while not self._enough() and misses < PATIENCE:
            misses = 0 if self._part(dice) else misses + 1

    def _whole(self) -> None:
        """The problem as one program, begun from the plan we have."""
        model = Model(self.allowed, self.scores, self.allowed.mask)

        def watch(value: float, bound: float) -> bool:
            self.bound = min(self.bound, bound)
            if self.stop and not self.stopped:
                best = max(value, self.account.total)
                self.stopped = self.stop(Progress(best, self.bound, self._spent()))
            return self.stopped or gap_of(max(value, self.account.total), self.bound) <= self.gap

        answer = model.program.solve(
            seconds=self._left(), gap=self.gap, start=model.start(self.plan), watch=watch, seed=self.seed
        )
        self.bound = min(self.bound, answer.bound)
        if answer.values is not None:
            self._take(model.plan(answer.values))

    def _part(self, dice: random.Random) -> bool:
        """Free some rounds everywhere, or some neighbourhoods in all rounds, and choose anew; whether that was
        better."""
        rounds = list(range(len(self.problem.rounds)))
        sites: list[int] | None = None
        if dice.random() < 0.7:
            rounds = sorted(dice.sample(rounds, min(2, len(rounds))))
        else:
            sites = self._neighbourhood(dice)
        free_at = set(range(len(self.problem.sites)) if sites is None else sites)
        kept = frozenset(
            p for p in self.plan if p.round not in rounds or p.site not in free_at or p in self.problem.pins
        )
        free = self._free(kept, rounds=rounds, sites=sites)
        count = int(free.sum())
        if count > STEP:
            free &= self._lottery(dice, free.shape, STEP / count)
        return self._choose_anew(free, kept, max(2.0, self.seconds / 30))

    def _choose_anew(self, free: Mask, kept: Plan, seconds: float) -> bool:
        """The best of what is free beside what is kept, begun from the plan we have; whether that was better."""
        for placement in self.plan - kept:
            free[placement] = True
        model = Model(self.allowed, self.scores, free, kept)
        answer = model.program.solve(
            seconds=min(self._left(), seconds),
            gap=self.gap / 10,
            start=model.start(self.plan),
            watch=self._watch,
            seed=self.seed,
        )
        return answer.values is not None and self._take(model.plan(answer.values))

    def _neighbourhood(self, dice: random.Random) -> list[int]:
        """Sites of a few zones: one by chance and those whose sites get the fewest points, for they have most to
        win."""
        zones = list(self.scores.zones)
        dice.shuffle(zones)
        found: list[int] = []
        for zone in zones:
            found.extend(zone)
            if len(found) >= SITES_AT_ONCE:
                break
        return sorted(found)

    @staticmethod
    def _lottery(dice: random.Random, shape: tuple[int, ...], share: float) -> Mask:
        return np.random.default_rng(dice.getrandbits(32)).random(shape) < share


def free_of(problem: Problem, plan: Plan, keep: Callable[[Placement], bool]) -> Problem:
    """The problem in which what a person keeps of a plan is pinned, so that only the rest is chosen anew."""
    return replace(problem, pins=problem.pins | frozenset(p for p in plan if keep(p)))
