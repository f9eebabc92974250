"""The whole problem as a mixed-integer program: one column for every box, site and round that is allowed.

Rows: a box is at one place at a time; a site takes so many boxes and copies; of boxes that share a title a site gets
one in each window of rounds; a round has so many boxes. A site's fairness is the exact square, as levels of falling
worth, which fill in order by themselves.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lienthu.lib.planning.allowed import Allowed, Mask
from lienthu.lib.planning.engine import Program
from lienthu.lib.planning.problem import Placement, Plan
from lienthu.lib.planning.score import Scores

Points = npt.NDArray[np.float64]


@dataclass
class Model:
    """The program, and what its columns stand for. `free`: the triples that may be chosen; `fixed` placements stay."""

    allowed: Allowed
    scores: Scores
    free: Mask
    fixed: Plan = frozenset()
    extra: Points | None = None  # [box, site, round] points besides, to steer a part of the work
    program: Program = field(default_factory=Program)
    at: dict[Placement, int] = field(default_factory=dict)
    levels: list[list[int]] = field(default_factory=list)
    calls: dict[tuple[int, int], int] = field(default_factory=dict)
    short: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._placements()
        self._one_place_at_a_time()
        self._no_title_again()
        by_site, rounds = self._by_site(), len(self.scores.problem.rounds)
        most = [min(len(by_site[s]), rounds * site.slots) for s, site in enumerate(self.scores.problem.sites)]
        add_fairness(self.program, self.scores, by_site, self.levels, self.short, most)
        self._tours()

    def _placements(self) -> None:
        problem, scores = self.scores.problem, self.scores
        pins = problem.pins | self.fixed
        chosen = np.argwhere(self.free).tolist()
        for b, s, r in sorted({*map(tuple, chosen), *pins}):
            points = float(scores.match[b, s]) - scores.detour[s]
            if self.extra is not None:
                points += float(self.extra[b, s, r])
            placement = Placement(b, s, r)
            if s in problem.repeats_at:
                points -= problem.weights.repeat * len(self.allowed.repeated(placement))
            self.at[placement] = self.program.column(points, 1.0 if placement in pins else 0.0)

    def _by_site(self) -> defaultdict[int, list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for placement, column in self.at.items():
            found[placement.site].append(column)
        return found

    def _one_place_at_a_time(self) -> None:
        problem = self.scores.problem
        by_box: dict[tuple[int, int], list[int]] = defaultdict(list)
        by_place: dict[tuple[int, int], list[Placement]] = defaultdict(list)
        by_round: dict[int, list[int]] = defaultdict(list)
        for placement, column in self.at.items():
            by_box[placement.box, placement.round].append(column)
            by_place[placement.site, placement.round].append(placement)
            by_round[placement.round].append(column)
        for columns in by_box.values():
            if len(columns) > 1:
                self.program.row(columns, most=1)
        for (s, _), here in by_place.items():
            site, columns = problem.sites[s], [self.at[p] for p in here]
            if len(columns) > site.slots:
                self.program.row(columns, most=site.slots)
            if site.slots > 1:
                sizes = [float(problem.boxes[p.box].size) for p in here]
                self.program.row(columns, sizes, most=site.capacity)
        if problem.rules.boxes_a_round is not None:
            for columns in by_round.values():
                self.program.row(columns, most=problem.rules.boxes_a_round)

    def _no_title_again(self) -> None:
        by_pair: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for placement, column in self.at.items():
            by_pair[placement.box, placement.site].append((placement.round, column))
        slots = [site.slots for site in self.scores.problem.sites]
        for clique in self.allowed.cliques:
            for s in range(len(slots)):
                here = [pair for b in clique for pair in by_pair.get((b, s), ())]
                if len(here) < 2:
                    continue
                for window in self.allowed.windows:
                    columns = [column for r, column in here if r in window]
                    if len(columns) > 1 and not (len(window) == 1 and slots[s] == 1):
                        self.program.row(columns, most=1)

    def _tours(self) -> None:
        by_place: dict[tuple[int, int], list[int]] = defaultdict(list)
        for placement, column in self.at.items():
            by_place[placement.site, placement.round].append(column)
        for (s, r), columns in sorted(by_place.items()):
            z = self.scores.zone_of[s]
            if (z, r) not in self.calls:
                self.calls[z, r] = self.program.column(-self.scores.way[z])
            slots = float(min(self.scores.problem.sites[s].slots, len(columns)))
            self.program.row([*columns, self.calls[z, r]], [1.0] * len(columns) + [-slots], most=0)

    def plan(self, values: Points) -> Plan:
        """The placements of a solution."""
        return frozenset(placement for placement, column in self.at.items() if values[column] > 0.5)

    def start(self, plan: Plan) -> list[float]:
        """A value for every column that carries out the plan."""
        values = [0.0] * len(self.program.costs)
        counts: dict[int, int] = defaultdict(int)
        for placement in plan:
            values[self.at[placement]] = 1.0
            counts[placement.site] += 1
            values[self.calls[self.scores.zone_of[placement.site], placement.round]] = 1.0
        for s, columns in enumerate(self.levels):
            for column in columns[: counts[s]]:
                values[column] = 1.0
        for s, column in self.short.items():
            values[column] = float(max(0, self.scores.problem.sites[s].least - counts[s]))
        return values


def add_fairness(
    program: Program,
    scores: Scores,
    by_site: Mapping[int, list[int]],
    levels: list[list[int]],
    short: dict[int, int],
    most: Sequence[int],
) -> None:
    """Charge each site for the square of what it gets too much or too little, and for broken promises.

    `most`: how many boxes each site can get at all.
    """
    problem = scores.problem
    for s, site in enumerate(problem.sites):
        columns = by_site.get(s, [])
        program.constant -= scores.unfairness(s, 0)
        worth = [scores.unfairness(s, n) - scores.unfairness(s, n + 1) for n in range(most[s])]
        levels.append([program.column(points, whole=False) for points in worth])
        if columns:
            program.row([*columns, *levels[-1]], [1.0] * len(columns) + [-1.0] * len(levels[-1]), least=0, most=0)
        else:
            for column in levels[-1]:
                program.upper[column] = 0.0
        if site.least:
            short[s] = program.column(-problem.weights.promise, upper=math.inf, whole=False)
            program.row([*columns, short[s]], least=site.least)
