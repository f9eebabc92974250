"""Two desks draw from one series in the same second, in processes of their own, on both databases: accession numbers,
and numbers of documents, for which the same two processes serve, as each takes a second to start."""

import shutil
from pathlib import Path

import pytest

from lienthu.common.tests.orders import at_once, processes

EACH = 25
PROGRAM = "lienthu.cataloguing.tests.desk_process"


def given_by_two_desks(home: Path, **more: str) -> dict[str, list[list[str]]]:
    with processes(2, PROGRAM, home, **more) as desks:
        desks[0].ask("prepare", str(home))
        return {
            "VL.{:06d}": at_once(desks, ("draw", "1", EACH), ("draw", "2", EACH)),
            "{:02d}/KH-TV": at_once(desks, ("number", EACH), ("number", EACH)),
        }


def without_gap_or_collision(found: dict[str, list[list[str]]]) -> None:
    kept = EACH - EACH // 5
    for written, given in found.items():
        assert [len(numbers) for numbers in given] == [kept, kept]
        assert sorted(given[0] + given[1]) == [written.format(n) for n in range(1, 2 * kept + 1)]


def test_two_desks_on_sqlite_get_every_number_once(tmp_path: Path, made_sqlite: Path) -> None:
    shutil.copy(made_sqlite, tmp_path)
    without_gap_or_collision(given_by_two_desks(tmp_path))


@pytest.mark.postgres
def test_two_desks_on_postgresql_get_every_number_once(tmp_path: Path, postgres_hub: str) -> None:
    without_gap_or_collision(given_by_two_desks(tmp_path, LIENTHU_DATABASE_URL=postgres_hub))
