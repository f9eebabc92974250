"""The problem without its calendar: how often each box goes to each site, not when. Small even for a province.

Whatever a plan does keeps these conditions, so the best of this program is a bound for every plan. The other way
round, a bipartite graph whose degrees do not exceed the number of rounds can be dealt into rounds (König), so what it
proposes can mostly be carried out as it is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from lienthu.lib.planning.allowed import Allowed, Mask
from lienthu.lib.planning.engine import Program
from lienthu.lib.planning.model import Points, add_fairness
from lienthu.lib.planning.score import Scores


@dataclass
class Aggregate:
    """`at`: column of (box, site). The price of repeats (`repeats_at`) depends on the day and is left out: the
    bound holds, less tightly."""

    allowed: Allowed
    scores: Scores
    program: Program = field(default_factory=Program)
    at: dict[tuple[int, int], int] = field(default_factory=dict)
    calls: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problem, mask = self.scores.problem, self.allowed.mask
        pinned: dict[tuple[int, int], int] = defaultdict(int)
        for pin in problem.pins:
            pinned[pin.box, pin.site] += 1
        for b, s in np.argwhere(mask.any(axis=2)).tolist():
            points = float(self.scores.match[b, s]) - self.scores.detour[s]
            most = self._most_often(mask[b, s])
            self.at[b, s] = self.program.column(points, float(pinned[b, s]), float(max(most, pinned[b, s])))
        self._boxes_and_sites()
        self._no_title_again()
        self._tours()

    def _boxes_and_sites(self) -> None:
        problem, mask, program = self.scores.problem, self.allowed.mask, self.program
        by_box: dict[int, list[int]] = defaultdict(list)
        by_site: dict[int, list[int]] = defaultdict(list)
        for (b, s), column in self.at.items():
            by_box[b].append(column)
            by_site[s].append(column)
        for b, columns in by_box.items():
            program.row(columns, most=int(mask[b].any(axis=0).sum()))
        open_rounds = mask.any(axis=0).sum(axis=1)
        most = [int(open_rounds[s]) * site.slots for s, site in enumerate(problem.sites)]
        for s, columns in by_site.items():
            program.row(columns, most=most[s])
        if problem.rules.boxes_a_round is not None:
            program.row(list(self.at.values()), most=problem.rules.boxes_a_round * len(problem.rounds))
        add_fairness(program, self.scores, by_site, [], {}, most)

    def _no_title_again(self) -> None:
        mask = self.allowed.mask
        for clique in self.allowed.cliques:
            if len(clique) == 1:
                continue
            together: Mask = np.any(mask[list(clique)], axis=0)
            for s in range(together.shape[0]):
                columns = [self.at[b, s] for b in clique if (b, s) in self.at]
                if len(columns) > 1:
                    self.program.row(columns, most=self._most_often(together[s]))

    def _most_often(self, open_in: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> int:
        """How many of these rounds can bring a title when no two of them may be too near: the earliest first is
        best."""
        count, last = 0, -1
        for r in np.flatnonzero(open_in).tolist():
            if last < 0 or not self.allowed.too_near(last, r):
                count, last = count + 1, r
        return count

    def _tours(self) -> None:
        by_site: dict[int, list[int]] = defaultdict(list)
        for (_, s), column in self.at.items():
            by_site[s].append(column)
        rounds = len(self.scores.problem.rounds)
        for z, zone in enumerate(self.scores.zones):
            self.calls[z] = self.program.column(-self.scores.way[z], upper=rounds)
            for s in zone:
                if s in by_site:
                    slots = float(self.scores.problem.sites[s].slots)
                    self.program.row([*by_site[s], self.calls[z]], [1.0] * len(by_site[s]) + [-slots], most=0)

    def visits(self, values: Points) -> dict[tuple[int, int], int]:
        """(box, site) → how often, in a solution."""
        return {pair: round(values[column]) for pair, column in self.at.items() if values[column] > 0.5}
