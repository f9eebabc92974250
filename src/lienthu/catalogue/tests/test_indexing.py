"""The index follows the database, whoever dies in between."""

from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue import checks
from lienthu.catalogue.jobs import index_leftovers
from lienthu.catalogue.models import IndexTask, Title
from lienthu.catalogue.search.backend import get_backend
from lienthu.catalogue.services import imports, indexing
from lienthu.catalogue.tests.builders import KIEU, marc, write
from lienthu.common import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def left_behind(our_library: Person, tmp_path: Path) -> None:
    """An import that ended before it told the index."""
    path = write(tmp_path, "a.mrc", marc("1", **KIEU), marc("2", title="Lục Vân Tiên"))
    imports.import_file(path=path, library=our_library.library, actor=None, at=NOW, index=False)


def test_what_a_dead_process_left_is_taken_in_by_the_server(left_behind: None) -> None:
    index_leftovers()
    assert jobs.work_here() == 0  # perhaps its process still lives: only what two looks found is left behind
    index_leftovers()
    assert jobs.work_here() == 1
    assert get_backend().count() == 2
    assert list(checks.problems()) == []


def test_titles_that_were_perhaps_told_already_are_not_there_twice(left_behind: None) -> None:
    with get_backend().bulk() as writer:  # a process that died between the index's commit and the database's
        writer.add(indexing.documents_of(list(Title.objects.values_list("pk", flat=True))), fresh=True)
        writer.commit()
    IndexTask.objects.update(attempted=True)
    indexing.drain()
    assert get_backend().count() == 2


def test_a_writer_that_is_busy_does_not_keep_a_page_waiting(left_behind: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "PATIENCE_S", 0.0)
    with get_backend().bulk():
        indexing.drain_soon()
    assert indexing.pending()
    indexing.drain_soon()
    assert not indexing.pending()


def test_a_rebuilt_index_says_the_same(left_behind: None) -> None:
    assert indexing.rebuild() == 2
    assert not indexing.pending()
    assert list(checks.problems()) == []
