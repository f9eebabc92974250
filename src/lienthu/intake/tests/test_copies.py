"""Copies from a table: linked to the library's records, with the lines of the old register and no activity of today."""

from datetime import date
from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue import checks
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.services import imports
from lienthu.catalogue.tests.builders import KIEU, marc, write
from lienthu.cataloguing.models import Accession
from lienthu.federation.services.sites import add_site
from lienthu.intake.rules.reasons import values_of
from lienthu.ledger.models import Event

from .builders import COPIES, codes, counted, csv, take

pytestmark = pytest.mark.django_db
KIEU_ROW = (
    "VL.000101",
    "893100101",
    "Truyện Kiều",
    "Nguyễn Du",
    "2020",
    "",
    "895.9221 TR527K",
    "Kho mượn",
    "85.000đ",
    "02/09/2019",
)


def catalogued(person: Person, folder: Path) -> None:
    """Two works, and a third of which the library has two editions."""
    path = write(
        folder, f"{person.library.code}.mrc",
        marc("r1", **KIEU),
        marc("r2", title="Đất rừng phương Nam", author="Đoàn Giỏi", publisher="Kim Đồng", isbn="9786042188210"),
        marc("r3", title="Số đỏ", author="Vũ Trọng Phụng", publisher="Văn học", year="2010"),
        marc("r4", title="Số đỏ", author="Vũ Trọng Phụng", publisher="Hội Nhà văn", year="2015"),
    )  # fmt: skip
    imports.import_file(path=path, library=person.library, actor=None, at=NOW)


def test_copies_are_linked_by_number_isbn_or_title_and_keep_their_old_register(ours: Person, tmp_path: Path) -> None:
    catalogued(ours, tmp_path)
    store = add_site(organisation=ours.library, name="Kho mượn", kind="store", actor=None, at=NOW)
    header = (*COPIES, "Số biểu ghi")
    by_isbn = ("VL.000102", "893100102", "", "", "", "978-604-2-18821-0", "895.92234 Đ124R", "", "60000", "2018")
    by_number = ("VL.000103", "893100103", "", "", "", "", "", "Phòng đọc", "", "", "r4")
    intake = take(ours, "copies", csv(tmp_path / "sach.csv", header, KIEU_ROW, by_isbn, by_number))
    assert counted(intake) == {"read": 3, "new": 3}
    kieu, forest, red = Copy.objects.select_related("record").order_by("accession_number")
    assert [each.record.control_number for each in (kieu, forest, red)] == ["r1", "r2", "r4"]
    assert (kieu.call_number, kieu.place, kieu.assigned, kieu.custodian) == (
        "895.9221 TR527K",
        store,
        store,
        ours.library,
    )
    assert (red.shelf, red.place) == ("Phòng đọc", None)
    line = Accession.objects.get(copy=kieu)
    assert (line.number, line.price, line.entered_on) == ("VL.000101", 85_000, date(2019, 9, 2))
    assert Accession.objects.get(copy=forest).entered_on == date(2018, 1, 1)
    assert not Event.objects.exists()  # they were bought long ago
    assert SourceRecord.objects.get(control_number="r1").copies_available == 1
    assert not list(checks.problems())


def test_the_same_file_again_changes_nothing_and_a_changed_row_what_it_says(ours: Person, tmp_path: Path) -> None:
    catalogued(ours, tmp_path)
    path = csv(tmp_path / "a.csv", COPIES, KIEU_ROW)
    take(ours, "copies", path)
    assert counted(take(ours, "copies", path)) == {"read": 1, "unchanged": 1}
    dearer = (*KIEU_ROW[:6], "895.9221 NG527", *KIEU_ROW[7:8], "95000", KIEU_ROW[9])
    assert counted(take(ours, "copies", csv(tmp_path / "b.csv", COPIES, dearer))) == {"read": 1, "updated": 1}
    copy = Copy.objects.select_related("accession").get()
    assert (copy.call_number, copy.accession.price) == ("895.9221 NG527", 95_000)


def test_a_row_without_a_record_is_kept_and_told_where_short_records_are_made(ours: Person, tmp_path: Path) -> None:
    catalogued(ours, tmp_path)
    unknown = ("VL.9", "", "Sách không có trong mục lục", "", "", "", "", "", "", "")
    several = ("VL.10", "", "Số đỏ", "Vũ Trọng Phụng", "", "", "", "", "", "")
    nothing = ("", "", "Truyện Kiều", "Nguyễn Du", "", "", "", "", "giá bìa", "ngày kia")
    untitled = ("VL.11", "", "", "", "", "", "", "", "", "")
    intake = take(
        ours, "copies", csv(tmp_path / "a.csv", COPIES, unknown, several, nothing, untitled, KIEU_ROW, KIEU_ROW)
    )
    assert codes(intake) == {
        2: ["no_record"], 3: ["several_records"], 4: ["no_number", "price", "entered_on"], 5: ["no_title"],
        7: ["twice"],
    }  # fmt: skip
    assert "r3, r4" in intake.rows.get(line=3).reasons[0]["text"]


def test_a_copy_that_the_catalogue_brought_is_filled_and_not_doubled(ours: Person, tmp_path: Path) -> None:
    path = write(tmp_path, "a.mrc", marc("r1", **KIEU, barcodes=("893100101",)))
    imports.import_file(path=path, library=ours.library, actor=None, at=NOW)
    row = ("VL.000101", "893100101", "Truyện Kiều", "Nguyễn Du", "", "", "", "", "85000", "02/09/2019")
    path = csv(tmp_path / "b.csv", COPIES, row)
    intake = take(ours, "copies", path)
    assert counted(intake) == {"read": 1, "updated": 1}
    copy = Copy.objects.get()
    assert copy.call_number == "895.922"
    assert Accession.objects.get(copy=copy).price == 85_000
    assert counted(take(ours, "copies", path)) == {"read": 1, "unchanged": 1}


@pytest.mark.once
def test_a_number_that_is_on_another_book_here_is_kept_with_the_title_of_that_book(
    ours: Person, tmp_path: Path
) -> None:
    catalogued(ours, tmp_path)
    take(ours, "copies", csv(tmp_path / "sach.csv", COPIES, KIEU_ROW))
    forest = (KIEU_ROW[0], "", "Đất rừng phương Nam", "Đoàn Giỏi", *[""] * 6)
    kept = take(ours, "copies", csv(tmp_path / "so-cu.csv", COPIES, forest))
    assert counted(kept) == {"read": 1, "rejected": 1}
    assert codes(kept) == {2: ["other_book"]}
    assert "Truyện Kiều" in kept.rows.get().reasons[0]["text"]


def test_another_library_s_record_or_copy_is_not_ours(ours: Person, sister: Person, tmp_path: Path) -> None:
    catalogued(sister, tmp_path)
    take(sister, "copies", csv(tmp_path / "a.csv", COPIES, KIEU_ROW))
    assert codes(take(ours, "copies", csv(tmp_path / "b.csv", COPIES, KIEU_ROW))) == {2: ["no_record"]}


def test_a_number_that_reads_as_a_word_is_a_number_and_a_sign_is_none() -> None:
    columns = {"Mã vạch": "barcode", "Số ĐKCB": "accession_number", "Ghi chú": "note"}
    assert values_of({"Mã vạch": "KHONG", "Số ĐKCB": "N/A", "Ghi chú": "Không"}, columns) == {
        "barcode": "KHONG", "accession_number": "N/A", "note": "",
    }  # fmt: skip
    assert set(values_of({"Mã vạch": " - ", "Số ĐKCB": "NULL", "Ghi chú": "n/a"}, columns).values()) == {""}


def test_a_readers_bare_no_is_an_answer() -> None:
    assert values_of({"Đồng ý": "Không"}, {"Đồng ý": "consent"}) == {"consent": "Không"}
    assert values_of({"Đồng ý": "-"}, {"Đồng ý": "consent"}) == {"consent": ""}
