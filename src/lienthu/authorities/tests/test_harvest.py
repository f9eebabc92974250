"""Headings follow the records: gathered beside the imports, of what is new only, whatever way a record came."""

from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.authorities.jobs import harvest_new_records
from lienthu.authorities.models import Heading, HeadingUse
from lienthu.authorities.services import harvest
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.services.imports import import_file
from lienthu.catalogue.services.records import save_record, withdraw
from lienthu.catalogue.tests.builders import marc, write
from lienthu.common import jobs
from lienthu.lib.marc.coded import NEW_LEADER
from lienthu.lib.marc.record import Record

pytestmark = pytest.mark.django_db

BOOK = [
    ("008", "260105s2020    vm            000 0 vie d"),
    ("100", "0 \x1faTô Hoài"),
    ("245", "10\x1faDế mèn phiêu lưu ký"),
    ("650", " 4\x1faVăn học thiếu nhi\x1fzViệt Nam"),
    ("653", "  \x1faTruyện\x1faLoài vật"),
    ("700", "0 \x1faTạ Huy Long,\x1feminh họa"),
]


def texts() -> dict[str, int]:
    return {one.text: one.uses for one in Heading.objects.filter(uses__gt=0)}


def saved(person: Person, fields: list[tuple[str, str]] = BOOK, **more: object) -> SourceRecord:
    record = Record(NEW_LEADER, fields)
    return save_record(library=person.library, record=record, actor=person.user, at=NOW, **more).source  # type: ignore[arg-type]


def test_headings_are_what_names_the_thing_without_subdivisions_and_relators(our_library: Person) -> None:
    saved(our_library)
    assert harvest.catch_up() == 1
    assert texts() == {"Tô Hoài": 1, "Văn học thiếu nhi": 1, "Truyện": 1, "Loài vật": 1, "Tạ Huy Long": 1}


def test_a_second_harvest_looks_at_what_is_new_only(our_library: Person) -> None:
    saved(our_library)
    harvest.catch_up()
    assert harvest.catch_up() == 0
    saved(our_library)
    assert harvest.catch_up() == 1
    assert texts()["Tô Hoài"] == 2


def test_a_changed_record_no_longer_uses_what_it_lost(our_library: Person) -> None:
    source = saved(our_library)
    harvest.catch_up()
    changed = [("100", "0 \x1faTô Hoài,\x1fd1920-2014") if tag == "100" else (tag, content) for tag, content in BOOK]
    saved(our_library, changed, of=source, version=1)
    harvest.catch_up()
    assert texts()["Tô Hoài, 1920-2014"] == 1
    assert "Tô Hoài" not in texts()
    assert Heading.objects.get(text="Tô Hoài").uses == 0


def test_a_withdrawn_record_uses_nothing(our_library: Person) -> None:
    source = saved(our_library)
    harvest.catch_up()
    withdraw(of=source, version=1, reason="", actor=our_library.user, at=NOW)
    harvest.catch_up()
    assert not texts()
    assert not HeadingUse.objects.exists()


def test_a_record_of_which_two_versions_wait_is_counted_once(our_library: Person) -> None:
    source = saved(our_library)
    saved(our_library, [*BOOK, ("653", "  \x1faPhiêu lưu")], of=source, version=1)
    harvest.catch_up()
    assert texts()["Phiêu lưu"] == texts()["Tô Hoài"] == 1


def test_imported_files_are_gathered_by_a_chore_once_they_are_quiet(our_library: Person, tmp_path: Path) -> None:
    path = write(
        tmp_path, "a.mrc", *(marc(str(n), title=f"Sách {n}", author="Nguyễn, Du, 1765-1820") for n in range(5))
    )
    import_file(path=path, library=our_library.library, actor=None, at=NOW)
    assert not Heading.objects.exists()
    harvest_new_records()
    assert jobs.work_here() == 1
    assert texts() == {"Nguyễn, Du, 1765-1820": 5}
    harvest_new_records()
    assert jobs.work_here() == 0


def test_a_harvest_from_the_beginning_finds_the_same(our_library: Person) -> None:
    saved(our_library)
    harvest.catch_up()
    before = texts()
    harvest.begin_anew()
    assert not texts()
    assert harvest.catch_up() == 1
    assert texts() == before
