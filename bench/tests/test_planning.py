"""The cases of planning are the same everywhere, and instances of CVRPLIB are read as their format says."""

from pathlib import Path

import pytest

from bench import planning, planning_cases, planning_work
from lienthu.lib.planning.judge import repeated
from lienthu.lib.planning.naive import cycle

INSTANCE = """NAME : tiny
TYPE : CVRP
DIMENSION : 3
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 8
DEMAND_SECTION
1 0
2 6
3 6
DEPOT_SECTION
1
-1
EOF
"""


def test_an_instance_is_read_and_driven(tmp_path: Path) -> None:
    (tmp_path / "tiny.vrp").write_text(INSTANCE)
    (tmp_path / "tiny.sol").write_text("Route #1: 1\nRoute #2: 2\nCost 26\n")
    assert planning_work.read(tmp_path / "tiny.vrp") == (10, [(0, 0), (3, 4), (0, 8)], [0, 6, 6])
    figures = planning_work.tours(tmp_path / "tiny.vrp", 0.2)
    assert (figures["cost"], figures["best_known"], figures["above_best_percent"]) == (26, 26, 0.0)


def test_other_distances_are_refused(tmp_path: Path) -> None:
    (tmp_path / "tiny.vrp").write_text(INSTANCE.replace("EUC_2D", "GEO"))
    with pytest.raises(ValueError, match="only EUC_2D"):
        planning_work.read(tmp_path / "tiny.vrp")


def test_the_case_is_always_the_same_and_the_naive_cycle_repeats_in_it() -> None:
    one = planning_cases.rotation()
    assert one == planning_cases.rotation()
    assert (len(one.boxes), len(one.sites), len(one.rounds)) == (20, 40, 8)
    assert repeated(one, cycle(one)) > 0


def test_a_province_packs_its_stock_into_sets_that_share_nothing_between_families() -> None:
    one, contents = planning_cases.province(sites=10, copies=1_200, count=3)
    assert all(len(box.titles) == 100 for box in one.boxes)
    assert len({family.titles for family in contents.families}) == len(contents.families)


def test_without_the_instances_that_part_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIENTHU_CVRPLIB", raising=False)
    assert "absent" in planning._tours()
