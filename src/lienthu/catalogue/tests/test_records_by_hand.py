"""Records that a person saves: grouped, versioned, indexed and audited, and never written over another's work."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue import checks, queries
from lienthu.catalogue.errors import RecordChanged, RecordRefused
from lienthu.catalogue.models import Copy, ImportRun, RecordVersion, SourceRecord
from lienthu.catalogue.queries.duplicates import titles_like
from lienthu.catalogue.queries.records import in_version, versions_of
from lienthu.catalogue.search.state import read_state
from lienthu.catalogue.services import imports, indexing
from lienthu.catalogue.services.records import Saved, save_record, withdraw
from lienthu.catalogue.tests.builders import KIEU, marc, write
from lienthu.common import audit
from lienthu.ledger.models import Event, Kind
from lienthu.lib.marc.coded import NEW_LEADER
from lienthu.lib.marc.record import Record

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def book(title: str = "Truyện Kiều", *more: tuple[str, str], author: str = "Nguyễn, Du, 1765-1820") -> Record:
    fields = [
        ("008", "260105s2020    vm            000 0 vie d"),
        ("020", "  \x1fa9786043072716"),
        ("100", f"1 \x1fa{author}"),
        ("245", f"10\x1fa{title}"),
        ("260", "  \x1faHà Nội :\x1fbVăn học,\x1fc2020"),
    ]  # fmt: skip
    return Record(NEW_LEADER, [*fields, *more])


def save(person: Person, record: Record | None = None, **more: object) -> Saved:
    details: dict[str, object] = {"at": NOW, **more}
    return save_record(library=person.library, record=record or book(), actor=person.user, **details)  # type: ignore[arg-type]


def stored(source: SourceRecord) -> Record:
    return queries.marc_view(source.pk)


def found(words: str) -> list[int]:
    indexing.drain()
    return [hit.shown.id for hit in queries.results(read_state({"q": [words]}), facets=()).hits]


def test_a_record_by_hand_is_numbered_stamped_found_and_booked(our_library: Person) -> None:
    saved = save(our_library)
    source = saved.source
    assert saved.outcome == "new"
    assert re.fullmatch(r"LT\d{8}", source.control_number)
    record = stored(source)
    assert [record.first(tag) for tag in ("001", "003", "005")] == [source.control_number, "OURS", "20260105150000.0"]
    assert found("truyen kieu") == [source.title_id]
    run = versions_of(source).get().run
    assert (run.kind, run.actor, run.counts["new"]) == (ImportRun.Kind.BY_HAND, our_library.user, 1)
    event = Event.objects.get()
    assert (event.kind, event.owner, event.material, event.thing_id) == (
        Kind.RECORD_CATALOGUED, our_library.library.pk, "book", source.pk,
    )  # fmt: skip
    assert audit.entries_of(source).get().action == "record.created"
    indexing.drain()
    assert list(checks.problems()) == []


def test_it_joins_the_title_that_another_librarys_file_founded(
    our_library: Person, sister_library: Person, tmp_path: Path
) -> None:
    path = write(tmp_path, "s.mrc", marc("1", **KIEU))
    imports.import_file(path=path, library=sister_library.library, actor=None, at=NOW)
    assert save(our_library).source.title_id == SourceRecord.objects.get(control_number="1").title_id


def test_a_change_is_a_new_version_and_the_old_one_stays(our_library: Person) -> None:
    source = save(our_library).source
    before = stored(source)
    changed = Record(before.leader, [*before.fields, ("500", "  \x1faTái bản lần thứ 5")])
    saved = save(our_library, changed, of=source, version=1, at=LATER)
    assert (saved.outcome, saved.source.pk, saved.source.version) == ("updated", source.pk, 2)
    assert in_version(source, 1) == before
    assert (stored(source).leader[5], stored(source).first("005")) == ("c", "20260105160000.0")
    assert [entry.action for entry in audit.entries_of(source)] == ["record.revised", "record.created"]
    assert Event.objects.count() == 1
    indexing.drain()
    assert list(checks.problems()) == []


def test_saving_what_is_stored_already_changes_nothing(our_library: Person) -> None:
    source = save(our_library).source
    assert save(our_library, stored(source), of=source, version=1, at=LATER).outcome == "unchanged"
    assert RecordVersion.objects.count() == ImportRun.objects.count() == 1


def test_the_second_of_two_who_change_one_record_is_told(our_library: Person) -> None:
    source = save(our_library).source
    save(our_library, book("Kim Vân Kiều"), of=source, version=1)
    with pytest.raises(RecordChanged) as told:
        save(our_library, book("Đoạn trường tân thanh"), of=source, version=1)
    assert told.value.version == 2
    assert "245" in dict(stored(source).fields)
    assert stored(source).first("245") == "10\x1faKim Vân Kiều"


def test_a_number_is_neither_taken_twice_nor_changed(our_library: Person) -> None:
    source = save(our_library).source
    with pytest.raises(RecordRefused, match=source.control_number):
        save(our_library, stored(source))
    other = Record(NEW_LEADER, [("001", "X9"), *book().fields])
    with pytest.raises(RecordRefused, match=source.control_number):
        save(our_library, other, of=source, version=1)
    assert save(our_library, other).source.control_number == "X9"


def test_only_its_own_library_changes_a_record(our_library: Person, sister_library: Person) -> None:
    source = save(our_library).source
    with pytest.raises(RecordRefused, match="thư viện"):
        save(sister_library, book("Khác"), of=source, version=1)


def test_a_record_that_was_known_by_its_content_gets_a_number(our_library: Person, tmp_path: Path) -> None:
    path = write(tmp_path, "o.mrc", marc("", **KIEU))
    imports.import_file(path=path, library=our_library.library, actor=None, at=NOW)
    source = SourceRecord.objects.get()
    assert source.control_number.startswith("#")
    changed = Record(NEW_LEADER, [*stored(source).fields, ("500", "  \x1faCó chữ ký")])
    saved = save(our_library, changed, of=source, version=1)
    assert (saved.source.pk, saved.source.version, SourceRecord.objects.count()) == (source.pk, 2, 1)
    assert saved.source.control_number.startswith("LT")


def test_copies_stay_as_they_are_whatever_the_record_says(our_library: Person, tmp_path: Path) -> None:
    path = write(tmp_path, "o.mrc", marc("1", **KIEU, barcodes=("B1", "B2")))
    imports.import_file(path=path, library=our_library.library, actor=None, at=NOW)
    source = SourceRecord.objects.get()
    record = stored(source)
    without = Record(record.leader, [field for field in record.fields if field[0] != "852"])
    saved = save(our_library, without, of=source, version=1)
    assert saved.source.copies_available == 2
    assert set(Copy.objects.values_list("status", flat=True)) == {Copy.Status.AVAILABLE}
    save(our_library, book("Lều chõng", ("952", "  \x1fpB9\x1fo1")))
    assert not Copy.objects.filter(barcode="B9").exists()


def test_a_record_is_withdrawn_only_without_copies_and_comes_back(our_library: Person, tmp_path: Path) -> None:
    path = write(tmp_path, "o.mrc", marc("1", title="Lều chõng", barcodes=("B1",)))
    imports.import_file(path=path, library=our_library.library, actor=None, at=NOW)
    source = SourceRecord.objects.get()
    with pytest.raises(RecordRefused, match="1 bản"):
        withdraw(of=source, version=1, reason="nhập nhầm", actor=our_library.user, at=NOW)
    mine = save(our_library).source
    gone = withdraw(of=mine, version=1, reason="nhập nhầm", actor=our_library.user, at=NOW).source
    assert gone.withdrawn_at is not None
    assert found("truyen kieu") == []
    assert audit.entries_of(mine)[0].reason == "nhập nhầm"
    with pytest.raises(RecordRefused, match="rút"):
        withdraw(of=mine, version=2, reason="", actor=our_library.user, at=NOW)
    back = save(our_library, in_version(mine, 1), of=mine, version=2, action="record.restored")
    assert back.source.withdrawn_at is None
    assert found("truyen kieu") == [mine.title_id]
    indexing.drain()
    assert list(checks.problems()) == []


def test_what_was_saved_by_hand_goes_out_and_in_again_unchanged(our_library: Person, tmp_path: Path) -> None:
    source = save(our_library).source
    raw = bytes(versions_of(source).get().raw)
    outcome = imports.import_file(path=write(tmp_path, "x.mrc", raw), library=our_library.library, actor=None, at=LATER)
    assert (outcome.counts.read, outcome.counts.unchanged) == (1, 1)


def test_an_empty_record_is_refused_in_words(our_library: Person) -> None:
    with pytest.raises(RecordRefused) as told:
        save(our_library, Record(NEW_LEADER[:6] + "z" + NEW_LEADER[7:], []))
    assert str(told.value)


# --- duplicates, asked while typing


def test_a_record_in_the_making_meets_its_title(our_library: Person, sister_library: Person) -> None:
    title = save(sister_library).source.title_id
    indexing.drain()
    likeness = titles_like(book())[0]
    assert (likeness.shown.id, likeness.decision, likeness.libraries) == (title, "same", (sister_library.library.pk,))
    assert likeness.reasons
    only_title = Record(NEW_LEADER, [("245", "00\x1faTruyện Kiều")])
    assert [(like.shown.id, like.decision) for like in titles_like(only_title)] == [(title, "unsure")]
    only_isbn = Record(NEW_LEADER, [("020", "  \x1fa9786043072716")])
    assert [like.shown.id for like in titles_like(only_isbn)] == [title]


def test_a_record_is_not_its_own_duplicate_and_nothing_is_asked_of_nothing(our_library: Person) -> None:
    source = save(our_library).source
    indexing.drain()
    assert titles_like(book(), except_record=source.pk) == []
    assert titles_like(Record(NEW_LEADER, [("245", "00\x1fa")])) == []
    assert titles_like(book("Nghề nuôi tôm nước lợ", author="Trần, Văn A")) != []  # the ISBN says so
