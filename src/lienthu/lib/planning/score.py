"""What a placement is worth, what is a fair share, what driving costs: the points, all explainable one by one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lienthu.lib.planning.problem import DEPOT, Problem

SERVED, AUDIENCE, WISHES = 20, 50, 30  # of the 100 points of a perfect match
FOR_EVERYBODY = 0.6  # of the audience's points, for a box or a site that names no audience
WISHES_THAT_FILL = 3  # so many of its wishes met, and a site has all points for wishes
NEAR = 45  # minutes from one another that make sites one neighbourhood, whatever the distance from the depot


@dataclass(frozen=True)
class Scores:
    """The points of a problem, worked out once."""

    problem: Problem

    def audience(self, b: int, s: int) -> float:
        """0–50: how much of the site's audience the box is for."""
        box, site = self.problem.boxes[b].audiences, self.problem.sites[s].audiences
        if not box or not site:
            return AUDIENCE * FOR_EVERYBODY
        return AUDIENCE * len(box & site) / len(site)

    def wishes(self, b: int, s: int) -> float:
        """0–30: how much of what the site asked for is in the box."""
        box, site = self.problem.boxes[b], self.problem.sites[s]
        asked = len(site.wished_titles) + len(site.wished_subjects)
        if not asked:
            return 0.0
        met = len(box.titles & site.wished_titles) + len(box.subjects & site.wished_subjects)
        return WISHES * min(1.0, met / min(WISHES_THAT_FILL, asked))

    @cached_property
    def match(self) -> npt.NDArray[np.float64]:
        """[box, site] points, before driving."""
        boxes, sites = range(len(self.problem.boxes)), range(len(self.problem.sites))
        points = [[SERVED + self.audience(b, s) + self.wishes(b, s) for s in sites] for b in boxes]
        return self.problem.weights.match * np.array(points, dtype=np.float64).reshape(len(boxes), len(sites))

    @cached_property
    def fair(self) -> list[float]:
        """How many boxes each site should get in these rounds, by its readers and less what it had lately."""
        problem = self.problem
        places = sum(site.slots for site in problem.sites)
        each = min(len(problem.boxes), places, problem.rules.boxes_a_round or places)
        total = each * len(problem.rounds) + sum(site.served for site in problem.sites)
        readers = sum(site.readers for site in problem.sites)
        return [max(0.0, total * site.readers / readers - site.served) if readers else 0.0 for site in problem.sites]

    def unfairness(self, s: int, boxes: int) -> float:
        """Points lost where a site gets so many boxes."""
        return self.problem.weights.fairness / 2 * (boxes - self.fair[s]) ** 2

    @cached_property
    def zones(self) -> list[tuple[int, ...]]:
        """Sites that one tour serves together: the farthest from the depot first, with its nearest neighbours."""
        minutes, left, found = self.problem.minutes, set(range(len(self.problem.sites))), []
        while left:
            seed = max(sorted(left), key=lambda s: minutes[DEPOT][s + 1])
            reach = max(NEAR, minutes[DEPOT][seed + 1] // 2)
            near = sorted(left, key=lambda s: (minutes[seed + 1][s + 1], s))
            zone = [s for s in near if s == seed or minutes[seed + 1][s + 1] <= reach][: self.problem.stops_a_tour]
            left.difference_update(zone)
            found.append(tuple(sorted(zone)))
        return found

    @cached_property
    def zone_of(self) -> list[int]:
        of = {s: z for z, zone in enumerate(self.zones) for s in zone}
        return [of[s] for s in range(len(self.problem.sites))]

    @cached_property
    def way(self) -> list[float]:
        """Points for going to a zone and back once, whatever is done there."""
        minutes = self.problem.minutes
        there = (min(minutes[DEPOT][s + 1] + minutes[s + 1][DEPOT] for s in zone) for zone in self.zones)
        return [self.problem.weights.driving * each for each in there]

    @cached_property
    def detour(self) -> list[float]:
        """Points for calling at a site when its zone is visited anyway."""
        minutes, found = self.problem.minutes, []
        for s, z in enumerate(self.zone_of):
            others = [minutes[s + 1][o + 1] for o in self.zones[z] if o != s]
            found.append(self.problem.weights.driving * min(others, default=0))
        return found
