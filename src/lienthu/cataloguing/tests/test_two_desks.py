"""Two desks draw from one series in the same second, in processes of their own, on both databases."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lienthu.cli.tests.running import environment

EACH = 25
PREPARE = """
import django; django.setup()
from pathlib import Path
import sys
from conftest import NOW
from lienthu.catalogue.search.backend import get_backend
from lienthu.cataloguing.tests.builders import record, series
from lienthu.federation.services.organisations import add_organisation
get_backend().create()
library = add_organisation(code="OURS", name="Thư viện", actor=None, at=NOW)
for number in ("1", "2"):
    record(library, Path(sys.argv[1]), number, title=f"Sách {number}")
series(library)
"""
DESK = """
import django; django.setup()
import json, sys
from django.db import transaction
from lienthu.catalogue.models import SourceRecord
from lienthu.cataloguing.models import AccessionSeries
from lienthu.cataloguing.tests.builders import added
book = SourceRecord.objects.get(control_number=sys.argv[1])
kho = AccessionSeries.objects.get()
print("ready", flush=True)
sys.stdin.readline()
given = []
for turn in range(int(sys.argv[2])):
    try:
        with transaction.atomic():
            copy = added(book, kho).copies[0]
            if turn % 5 == 4:
                raise InterruptedError  # the librarian's browser went away: all of it is undone
            given.append(copy.accession_number)
    except InterruptedError:
        pass
print(json.dumps(given))
"""


def given_by_two_desks(home: Path, **more: str) -> list[list[str]]:
    root = Path(__file__).resolve().parents[4]
    variables = environment(home, **more) | {
        "PYTHONPATH": f"{root / 'src'}:{root}",
        "DJANGO_SETTINGS_MODULE": "lienthu.settings",
    }
    python = [sys.executable, "-c"]
    subprocess.run([*python, PREPARE, str(home)], env=variables, check=True)
    desks = [
        subprocess.Popen(
            [*python, DESK, number, str(EACH)],
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in ("1", "2")
    ]
    for desk in desks:
        assert desk.stdout is not None
        assert desk.stdout.readline() == "ready\n"
    for desk in desks:
        assert desk.stdin is not None
        desk.stdin.write("\n")
        desk.stdin.flush()
    said = [desk.communicate()[0] for desk in desks]
    assert [desk.returncode for desk in desks] == [0, 0]
    return [json.loads(words) for words in said]


def without_gap_or_collision(given: list[list[str]]) -> None:
    kept = EACH - EACH // 5
    assert [len(numbers) for numbers in given] == [kept, kept]
    assert sorted(given[0] + given[1]) == [f"VL.{n:06d}" for n in range(1, 2 * kept + 1)]


def test_two_desks_on_sqlite_get_every_number_once(tmp_path: Path, made_sqlite: Path) -> None:
    shutil.copy(made_sqlite, tmp_path)
    without_gap_or_collision(given_by_two_desks(tmp_path))


@pytest.mark.postgres
def test_two_desks_on_postgresql_get_every_number_once(tmp_path: Path, postgres_hub: str) -> None:
    without_gap_or_collision(given_by_two_desks(tmp_path, LIENTHU_DATABASE_URL=postgres_hub))
