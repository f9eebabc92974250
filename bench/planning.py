"""Planning rotation: sets over sites and rounds beside the naive cycle, a whole province from loose stock, and tours
on public instances.

The public instances (the X set of CVRPLIB: X-n101-k25.vrp with X-n101-k25.sol and so on) are not ours to pass on: put
them into the folder LIENTHU_CVRPLIB. Without them that part is reported as absent.
"""

from __future__ import annotations

import os
from pathlib import Path

from bench import harness
from bench.harness import Figures

ROTATION_SECONDS, PROVINCE_SECONDS, TOUR_SECONDS = 60, 600, 60
INSTANCES = ("X-n101-k25", "X-n120-k6", "X-n139-k10", "X-n157-k13", "X-n176-k26", "X-n200-k36")


def run(scale: int) -> Figures:
    """Everything, one process after the other; minutes. `scale` is not used: the sizes are those that were
    promised."""
    rotation = _work("rotation", str(ROTATION_SECONDS))
    province = _work("province", str(PROVINCE_SECONDS))
    tours = _tours()
    figures: Figures = {"rotation": rotation, "province": province, "tours": tours}
    peers: Figures = {"naive": {"rotation": rotation.pop("naive"), "province": province.pop("naive")}}
    return harness.result("planning", scale, figures=figures, peers=peers, ratios=_ratios(figures, peers))


def _work(*arguments: str) -> Figures:
    harness.tell(f"planning: {' '.join(arguments)}")
    timing = harness.measure(harness.python("-m", "bench.planning_work", *arguments))
    return {**harness.answer(timing), "process": harness.summary(timing)}


def _tours() -> Figures:
    folder = os.environ.get("LIENTHU_CVRPLIB")
    if not folder or not (Path(folder) / f"{INSTANCES[0]}.vrp").exists():
        return {
            "absent": "the instances of CVRPLIB are not here; put them into a folder and name it in LIENTHU_CVRPLIB"
        }
    found = {}
    for name in INSTANCES:
        figures = _work("tours", str(Path(folder) / f"{name}.vrp"), str(TOUR_SECONDS))
        found[str(figures.pop("instance"))] = figures
    return dict(found)


def _ratios(figures: Figures, peers: Figures) -> Figures:
    """Ours to the naive cycle's."""
    naive = peers["naive"]
    assert isinstance(naive, dict)
    found: Figures = {}
    for name in ("rotation", "province"):
        part = figures[name]
        assert isinstance(part, dict)
        ours, theirs = part["plan"], naive[name]
        for what in ("driving_hours", "match_of_100", "spread_of_services"):
            found[f"{name}_{what}"] = harness.ratio(float(ours[what]), float(theirs[what]))
    return found
