"""Records that were prepared are remembered, and what is remembered never decides anything by itself."""

from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue import checks
from lienthu.catalogue.models import Copy, MatchKey, RecordVersion, SourceRecord
from lienthu.catalogue.services import grouping, imports
from lienthu.catalogue.tests.builders import KIEU, marc, write

MANY = 130  # more than two statements hold


def test_the_memory_keeps_what_is_asked_for_and_forgets_the_oldest_of_the_rest() -> None:
    memory = grouping.Memory(limit=4)
    for number in range(8):
        memory.put(bytes([number]), b"prepared %d" % number)
        assert memory.get(b"\x00") == b"prepared 0"
    assert memory.get(b"\x01") is None
    assert memory.get(b"\x07") == b"prepared 7"


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 1000])
def test_records_group_alike_whether_they_are_remembered_or_read_again(
    limit: int, our_library: Person, sister_library: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "remembered", grouping.Memory(limit))
    ours = [marc(str(n), title=f"Đất rừng phương Nam {n}", author="Đoàn, Giỏi", publisher="Trẻ") for n in range(9)]
    theirs = [marc(str(n), title=f"ĐẤT RỪNG PHƯƠNG NAM {n}", author="Đoàn Giỏi", publisher="NXB Trẻ") for n in range(9)]
    for person, records in ((our_library, ours), (sister_library, theirs)):
        path = write(tmp_path, f"{person.library.code}.mrc", *records)
        imports.import_file(path=path, library=person.library, actor=None, at=NOW)
    titles = [
        set(SourceRecord.objects.filter(control_number=str(n)).values_list("title_id", flat=True)) for n in range(9)
    ]
    assert [len(title) for title in titles] == [1] * 9
    assert len(set.union(*titles)) == 9


@pytest.mark.django_db
def test_an_export_in_which_everything_changed_becomes_a_version_of_everything(
    our_library: Person, tmp_path: Path
) -> None:
    def export(pages: str, *barcodes: str) -> Path:
        numbers = range(MANY)
        records = [
            marc(str(n), **{**KIEU, "isbn": ""}, part=f"Tập {n + 1}", pages=pages, barcodes=(f"A{n}", *barcodes))
            for n in numbers
        ]
        return write(tmp_path, f"{pages[:3]}.mrc", *records)

    for path in (export("250 tr."), export("312 tr.", "mới")):
        counts = imports.import_file(path=path, library=our_library.library, actor=None, at=NOW).counts
        assert counts.new + counts.updated == MANY
    assert RecordVersion.objects.filter(number=2).count() == MANY
    assert set(SourceRecord.objects.values_list("version", "copies_total")) == {(2, 2)}
    assert Copy.objects.count() == 2 * MANY
    assert MatchKey.objects.count() == MatchKey.objects.values("key", "record_id").distinct().count()
    assert list(checks.problems()) == []
