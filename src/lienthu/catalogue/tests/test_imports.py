"""What an import promises: nothing twice, nothing lost, nothing rewritten."""

from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person

from lienthu.catalogue import checks
from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.models import Copy, Doubt, RecordVersion, Reject, SourceRecord, Title
from lienthu.catalogue.services import imports
from lienthu.catalogue.tests.builders import KIEU, marc, write

pytestmark = pytest.mark.django_db


def load(path: Path, person: Person, **options: Any) -> imports.Outcome:
    return imports.import_file(path=path, library=person.library, actor=person.user, at=NOW, **options)


def sound() -> None:
    assert list(checks.problems()) == []


def test_a_file_that_is_loaded_twice_changes_nothing(our_library: Person, tmp_path: Path) -> None:
    path = write(tmp_path, "a.mrc", marc("1", **KIEU, barcodes=("B1", "B2")), marc("2", title="Lục Vân Tiên"))
    first = load(path, our_library).counts
    assert (first.read, first.new, first.copies, first.titles_new) == (2, 2, 2, 2)
    second = load(path, our_library).counts
    assert (second.read, second.unchanged, second.new, second.updated, second.copies) == (2, 2, 0, 0, 0)
    assert RecordVersion.objects.count() == 2
    sound()


def test_records_are_stored_byte_for_byte(our_library: Person, tmp_path: Path) -> None:
    raw = marc("1", **KIEU)
    load(write(tmp_path, "a.mrc", raw), our_library)
    assert bytes(RecordVersion.objects.get().raw) == raw


def test_a_changed_record_becomes_a_new_version_and_the_old_one_stays(our_library: Person, tmp_path: Path) -> None:
    old, new = marc("1", **KIEU), marc("1", **{**KIEU, "publisher": "Kim Đồng"})
    load(write(tmp_path, "a.mrc", old), our_library)
    counts = load(write(tmp_path, "b.mrc", new), our_library).counts
    assert (counts.updated, counts.new) == (1, 0)
    assert [bytes(version.raw) for version in RecordVersion.objects.order_by("number")] == [old, new]
    assert SourceRecord.objects.get().version == 2
    sound()


def test_leader_status_d_withdraws_and_a_later_record_brings_it_back(our_library: Person, tmp_path: Path) -> None:
    load(write(tmp_path, "a.mrc", marc("1", **KIEU)), our_library)
    gone = write(tmp_path, "d.mrc", marc("1", **KIEU, status="d"))
    assert load(gone, our_library).counts.withdrawn == 1
    assert SourceRecord.objects.get().withdrawn_at is not None
    assert load(gone, our_library).counts.unchanged == 1
    sound()
    assert load(write(tmp_path, "a.mrc", marc("1", **KIEU)), our_library).counts.updated == 1
    assert SourceRecord.objects.get().withdrawn_at is None
    sound()


def test_two_libraries_records_of_one_edition_share_a_title(
    our_library: Person, sister_library: Person, tmp_path: Path
) -> None:
    load(write(tmp_path, "a.mrc", marc("1", **KIEU)), our_library)
    counts = load(write(tmp_path, "b.mrc", marc("x", **{**KIEU, "title": "TRUYỆN KIỀU"})), sister_library).counts
    assert (counts.titles_joined, counts.titles_new) == (1, 0)
    assert Title.objects.count() == 1
    joined = SourceRecord.objects.get(control_number="x")
    assert joined.evidence and joined.joined_record == SourceRecord.objects.get(control_number="1").pk
    sound()


def test_volumes_of_one_work_stay_apart(our_library: Person, tmp_path: Path) -> None:
    volumes = [marc(str(n), title="Đất rừng phương Nam", author="Đoàn, Giỏi", part=f"Tập {n}") for n in (1, 2, 3)]
    assert load(write(tmp_path, "a.mrc", *volumes), our_library).counts.titles_new == 3


def test_what_the_rule_cannot_tell_is_asked_of_a_person(
    our_library: Person, sister_library: Person, tmp_path: Path
) -> None:
    load(write(tmp_path, "a.mrc", marc("1", title="Nghề nuôi tôm nước lợ", year="uuuu")), our_library)
    counts = load(
        write(tmp_path, "b.mrc", marc("9", title="Nghề nuôi tôm nước lợ", year="uuuu")), sister_library
    ).counts
    assert counts.titles_unsure == 1
    assert Doubt.objects.get().state == Doubt.State.OPEN


def test_a_bad_record_is_kept_with_its_place_and_reason_and_the_rest_goes_on(
    our_library: Person, tmp_path: Path
) -> None:
    bad = b"00099nam a2200049 a 4500 this is no directory\x1e\x1d"
    path = write(tmp_path, "a.mrc", marc("1", title="Một"), bad, marc("3", title="Ba"))
    counts = load(path, our_library).counts
    assert (counts.read, counts.new, counts.rejected) == (3, 2, 1)
    reject = Reject.objects.get()
    assert (reject.position, bytes(reject.raw)) == (1, bad)
    assert len(reject.reason) > 20
    load(path, our_library)
    assert Reject.objects.count() == 1


def test_a_number_that_comes_twice_in_a_file_counts_as_the_last_says(our_library: Person, tmp_path: Path) -> None:
    path = write(tmp_path, "a.mrc", marc("1", title="Bản cũ"), marc("1", title="Bản mới"))
    counts = load(path, our_library).counts
    assert (counts.new, counts.updated) == (1, 1)
    assert load(path, our_library).counts.unchanged == 2
    assert "Bản mới" in SourceRecord.objects.get().facts
    sound()


def test_records_without_a_number_are_known_by_their_content(our_library: Person, tmp_path: Path) -> None:
    path = write(tmp_path, "a.mrc", marc("", title="Không số một"), marc("", title="Không số hai"))
    assert load(path, our_library).counts.new == 2
    assert load(path, our_library).counts.unchanged == 2


def test_a_copy_that_is_no_longer_stated_is_withdrawn_not_deleted(our_library: Person, tmp_path: Path) -> None:
    load(write(tmp_path, "a.mrc", marc("1", **KIEU, barcodes=("B1", "B2"))), our_library)
    load(write(tmp_path, "b.mrc", marc("1", **KIEU, barcodes=("B2", "B3"))), our_library)
    assert dict(Copy.objects.values_list("key", "status")) == {"B1": "withdrawn", "B2": "available", "B3": "available"}
    record = SourceRecord.objects.get()
    assert (record.copies_total, record.copies_available) == (2, 2)
    sound()


def test_a_corrected_record_leaves_the_title_that_it_no_longer_belongs_to(
    our_library: Person, sister_library: Person, tmp_path: Path
) -> None:
    load(write(tmp_path, "a.mrc", marc("1", **KIEU)), our_library)
    load(write(tmp_path, "b.mrc", marc("x", **KIEU)), sister_library)
    other = marc("x", title="Kĩ thuật trồng lúa", author="Trần, Văn Đạt", isbn="9786041004757", publisher="Nông nghiệp")
    load(write(tmp_path, "c.mrc", other), sister_library)
    assert len(set(SourceRecord.objects.values_list("title", flat=True))) == 2
    load(write(tmp_path, "d.mrc", marc("x", **KIEU)), sister_library)
    assert len(set(SourceRecord.objects.values_list("title", flat=True))) == 1
    assert Title.objects.exclude(merged_into=None).count() == 1
    sound()


def test_a_file_that_is_no_catalogue_is_refused_with_advice(our_library: Person, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4 ...")
    with pytest.raises(ImportRefused) as refusal:
        load(path, our_library)
    assert "a.pdf" in str(refusal.value)
    assert not SourceRecord.objects.exists()


def test_what_is_remembered_of_one_table_does_not_stand_in_the_way_of_another(
    our_library: Person, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("Cột A;Cột B\nLục Vân Tiên;Nguyễn Đình Chiểu\n")
    assert load(odd, our_library, columns={"Cột A": "title", "Cột B": "author"}).counts.new == 1
    usual = tmp_path / "usual.csv"
    usual.write_text("Nhan đề;Tác giả\nTruyện Kiều;Nguyễn Du\n")
    assert load(usual, our_library).counts.new == 1
    again = tmp_path / "again.csv"
    again.write_text("Cột A;Cột B\nChinh phụ ngâm;Đặng Trần Côn\n")
    counts = load(again, our_library).counts
    assert (counts.new, counts.rejected) == (1, 0)
    assert load(write(tmp_path, "a.mrc", marc("1", **KIEU)), our_library).counts.new == 1
