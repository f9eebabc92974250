"""Which box may stand where and when: the hard conditions, singly (with the reason) and for all at once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lienthu.lib.planning.problem import Placement, Problem, months_later
from lienthu.lib.planning.why import Reason, Why

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Allowed:
    """The conditions of a problem, worked out once."""

    problem: Problem

    @cached_property
    def mask(self) -> Mask:
        """[box, site, round]: nothing but other placements stands against it."""
        problem = self.problem
        mask = np.ones((len(problem.boxes), len(problem.sites), len(problem.rounds)), dtype=bool)
        starts = [each.starts for each in problem.rounds]
        for b, box in enumerate(problem.boxes):
            if problem.rules.copies_of_title is not None and box.most_copies > problem.rules.copies_of_title:
                mask[b] = False
            if box.free_from:
                mask[b, :, [r for r, start in enumerate(starts) if start < box.free_from]] = False
        for s, site in enumerate(problem.sites):
            mask[[b for b, box in enumerate(problem.boxes) if box.size > site.capacity], s] = False
            mask[:, s, sorted(r for r in site.closed if r < len(starts))] = False
            if s not in problem.repeats_at:
                for b, until in self.blocked_until[s].items():
                    mask[b, s, [r for r, start in enumerate(starts) if start < until]] = False
        mask[:, :, [r for r in range(len(starts)) if self.too_long(r)]] = False
        for no in problem.forbidden:
            mask[tuple(slice(None) if one is None else one for one in no)] = False
        return mask

    @cached_property
    def boxes_with(self) -> dict[int, list[int]]:
        """Title → boxes that hold it."""
        found: dict[int, list[int]] = defaultdict(list)
        for b, box in enumerate(self.problem.boxes):
            for title in box.titles:
                found[title].append(b)
        return dict(found)

    @cached_property
    def blocked_until(self) -> list[dict[int, datetime.date]]:
        """For each site: box → the first day on which none of its titles is too recent there."""
        months = self.problem.rules.repeat_months
        blocked: list[dict[int, datetime.date]] = []
        for site in self.problem.sites:
            last: dict[int, datetime.date] = {}
            for title, day in site.had.items():
                for b in self.boxes_with.get(title, ()):
                    last[b] = max(last.get(b, day), day)
            blocked.append({b: self._free_again(day, months) for b, day in last.items()})
        return blocked

    @staticmethod
    def _free_again(day: datetime.date, months: int) -> datetime.date:
        return months_later(day, months) + datetime.timedelta(days=1)

    def too_long(self, r: int) -> bool:
        """Whether the round is longer than a box may stay at one site."""
        most = self.problem.rules.months_at_site
        each = self.problem.rounds[r]
        return most is not None and each.ends > months_later(each.starts, most)

    @cached_property
    def windows(self) -> list[range]:
        """Longest runs of rounds of which no two may bring a site the same title. Every round is in one."""
        rounds, months = self.problem.rounds, self.problem.rules.repeat_months
        found: list[range] = []
        for first, each in enumerate(rounds):
            free = self._free_again(each.ends, months)
            last = max(r for r in range(first, len(rounds)) if r == first or rounds[r].starts < free)
            if not found or last >= found[-1].stop:
                found.append(range(first, last + 1))
        return found

    def too_near(self, one: int, other: int) -> bool:
        """Whether two rounds may not bring the same title to one site."""
        return any(one in window and other in window for window in self.windows)

    @cached_property
    def shares(self) -> list[set[int]]:
        """Box → the other boxes that hold one of its titles."""
        found: list[set[int]] = [set() for _ in self.problem.boxes]
        for boxes in self.boxes_with.values():
            for b in boxes:
                found[b].update(boxes)
        for b, others in enumerate(found):
            others.discard(b)
        return found

    @cached_property
    def cliques(self) -> list[tuple[int, ...]]:
        """Groups of boxes any two of which share a title; every box, and every two that share, are together in one.

        Greedily largest first: fewer and larger groups make a smaller and tighter model than one group a title.
        """
        shares = self.shares
        left = {(b, c) for b, others in enumerate(shares) for c in others if b < c}
        found: list[tuple[int, ...]] = []
        for b, c in sorted(left):
            if (b, c) not in left:
                continue
            group, open_to = [b, c], shares[b] & shares[c]
            while open_to:
                best = max(sorted(open_to), key=lambda box: len(shares[box] & open_to))
                group.append(best)
                open_to = open_to & shares[best]
            group.sort()
            left.difference_update((one, other) for i, one in enumerate(group) for other in group[i + 1 :])
            found.append(tuple(group))
        together = {b for group in found for b in group}
        return found + [(b,) for b in range(len(shares)) if b not in together]

    def reasons(self, placement: Placement) -> list[Reason]:
        """Every reason of its own against a placement, other placements left aside."""
        problem, (b, s, r) = self.problem, placement
        box, site, each = problem.boxes[b], problem.sites[s], problem.rounds[r]
        found: list[Reason] = []
        if any(no.covers(placement) for no in problem.forbidden):
            found.append(Reason(Why.FORBIDDEN))
        if r in site.closed:
            found.append(Reason(Why.CLOSED))
        if box.size > site.capacity:
            found.append(Reason(Why.TOO_LARGE, limit=site.capacity))
        if self.too_long(r):
            found.append(Reason(Why.TOO_LONG, limit=problem.rules.months_at_site))
        most = problem.rules.copies_of_title
        if most is not None and box.most_copies > most:
            found.append(Reason(Why.TOO_MANY_COPIES, limit=most))
        if box.free_from and each.starts < box.free_from:
            found.append(Reason(Why.NOT_FREE, until=box.free_from))
        until = self.blocked_until[s].get(b)
        if until and each.starts < until and s not in problem.repeats_at:
            found.append(Reason(Why.HAD_TITLES, titles=self.repeated(placement), until=until))
        return found

    def repeated(self, placement: Placement) -> tuple[int, ...]:
        """Titles of the box that the site had too recently before these rounds."""
        box, site = self.problem.boxes[placement.box], self.problem.sites[placement.site]
        start, months = self.problem.rounds[placement.round].starts, self.problem.rules.repeat_months
        return tuple(sorted(t for t in box.titles if t in site.had and start < self._free_again(site.had[t], months)))

    def hindrances(self, placement: Placement, plan: frozenset[Placement]) -> list[Reason]:
        """What other placements stand against this one."""
        problem, (b, s, r) = self.problem, placement
        found: list[Reason] = []
        others = sorted(plan - {placement})
        if elsewhere := tuple(p for p in others if p.box == b and p.round == r):
            found.append(Reason(Why.BOX_ELSEWHERE, others=elsewhere))
        here = tuple(p for p in others if p.site == s and p.round == r and p.box != b)
        site = problem.sites[s]
        copies = sum(problem.boxes[p.box].size for p in here) + problem.boxes[b].size
        if here and (len(here) >= site.slots or copies > site.capacity):
            found.append(Reason(Why.SITE_FULL, others=here, limit=site.slots))
        sharing = tuple(
            p for p in others if p.site == s and (p.box == b or p.box in self.shares[b]) and self.too_near(p.round, r)
        )
        if sharing:
            titles = frozenset().union(*(problem.boxes[p.box].titles for p in sharing)) & problem.boxes[b].titles
            found.append(Reason(Why.SHARES_TITLES, titles=tuple(sorted(titles)), others=sharing))
        return found
